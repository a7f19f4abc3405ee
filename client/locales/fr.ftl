# Ce que lit une personne à la ligne de commande.

## Aide
help = Le côté des rédacteurs de Sourdine : ce que les sources ont envoyé, ce que cela devient, ce qui est publié
help--lang = La langue des messages : fr ou en
help--json = Répondre en JSON
help--desk = Le dossier du bureau
help--passphrase_file = Lire la phrase de passe à la première ligne de ce fichier au lieu de la demander
help--scratch = Le dossier en mémoire où les documents sont ouverts
help--yes = Ne pas demander
help--days = Pour combien de jours la liste vaut
help--desk_key = La clé du bureau [par défaut : desk-key.age dans le dossier du bureau]
help-desk = Fonder un bureau, en rejoindre un, créer un jeton
help-desk-new = Fonder un bureau : sa clé, son premier rédacteur, sa première liste
help-desk-new--name = Ce que les sources liront : le nom du bureau
help-desk-new--editor = Le premier rédacteur : a-z, 0-9 et tirets
help-desk-join = Devenir rédacteur d’un bureau : créer ses clés, et une carte pour le rédacteur fondateur
help-desk-join--editor = Le nom du rédacteur : a-z, 0-9 et tirets
help-desk-token = Créer le jeton qui ouvre la porte des rédacteurs, et montrer son empreinte pour l’opérateur
help-desk-token--courier = Pour la machine d’un coursier, qui peut chercher et non confirmer
help-desk-token--replace = Remplacer le jeton qui est là
help-roster = Pour qui les sources scellent : montrer, ajouter, retirer, signer, exporter, accepter
help-roster-show = Montrer pour qui les sources scellent, et jusqu’à quand
help-roster-add = Mettre un rédacteur sur la liste, d’après sa carte, et la signer
help-roster-add--card = La carte du rédacteur
help-roster-remove = Retirer un rédacteur de la liste, et la signer : rien de ce qui sera scellé ensuite ne s’ouvrira pour lui
help-roster-remove--editor = Le nom du rédacteur
help-roster-sign = Signer de nouveau la liste, pour plus longtemps
help-roster-export = Écrire la liste signée, pour l’opérateur et les autres rédacteurs
help-roster-export--file = Où l’écrire [par défaut : la sortie standard]
help-roster-accept = Prendre une liste que le bureau a signée
help-roster-accept--file = La liste signée
help-roster-accept--fingerprint = L’empreinte du bureau, telle que le rédacteur fondateur l’a dite ; nécessaire une fois
help-observatory = Créer, construire et montrer l’observatoire public
help-observatory-new = Créer un observatoire avec ses huit premières fiches
help-observatory-build = Construire le site statique
help-observatory-serve = Construire le site et le montrer sur cette machine
help--folder = Le dossier de l’observatoire
help--to = Où va le site [par défaut : « site » dans le dossier]
help--port = Le port sur 127.0.0.1 ; 0 en prend un libre

## Bureau
ask-passphrase = Phrase de passe :
ask-passphrase-again = La même encore :
ask-new-passphrase = Une nouvelle phrase de passe, de préférence six mots au hasard :
ask-desk-passphrase = Phrase de passe de la clé du bureau :
desk-founded =
    Le bureau est dans { $folder }. Sa liste vaut jusqu’au { $expires }.
    Dites cette empreinte de vive voix aux autres rédacteurs : { $fingerprint }
    Ôtez maintenant { $key } de cette machine, pour un support que vous gardez hors ligne : elle dit qui peut lire. Il la faut pour changer la liste.
desk-joined =
    Remettez { $card } au rédacteur fondateur, et dites-lui cette empreinte de vive voix : { $fingerprint }
    Gardez une copie d’identity.age : sans elle, ou sans sa phrase de passe, plus rien ne s’ouvre.
desk-token =
    Le jeton est dans { $file }. Donnez ceci à l’opérateur, pour la configuration du serveur :
    { "[[" }{ $kind }]]
    token_hash = "{ $hash }"

## Liste des rédacteurs
roster-shown =
    { $desk } : liste numéro { $serial }, valable jusqu’au { $expires }.
    L’empreinte du bureau : { $fingerprint }
roster-expired =
    { $desk } : la liste numéro { $serial } A EXPIRÉ le { $expires } : personne ne peut sceller pour elle. Signez-en une nouvelle par « sourdine roster sign ».
    L’empreinte du bureau : { $fingerprint }
roster-editor = { "  " }{ $name } : { $fingerprint }
roster-compare = { $name } a cette empreinte : { $fingerprint }. { $name } vous a-t-il dit la même de vive voix ? (oui/non)
roster-removed =
    Donnez la nouvelle liste à l’opérateur et aux autres rédacteurs (« sourdine roster export ») : tant que le serveur ne l’a pas, les sources scellent pour l’ancienne.
    Puis scellez de nouveau les affaires par « sourdine triage reseal ».
roster-exported = La liste signée est dans { $file }. L’opérateur la pose à côté de la configuration du serveur et le redémarre.

## Observatoire
observatory-made = L’observatoire est dans { $folder } avec { $entries } fiches. Pour le voir : sourdine observatory serve { $folder }
observatory-built = Le site est dans { $site } : { $entries } fiches, { $files } fichiers.
observatory-served = Le site est là : { $address } (Ctrl-C pour arrêter).

## Erreurs
error-io = Une lecture ou une écriture a échoué : { $reason }.
error-read = { $path } ne peut pas être lu : { $reason }.
error-write = { $path } ne peut pas être écrit : { $reason }.
error-render = Une page ne peut pas être rendue : { $reason }.

## Erreurs du bureau
error-file = { $path } ne peut pas être lu ou écrit : { $reason }.
error-question-terminal = Il n’y a pas de terminal où demander : donnez --yes si vous êtes sûr.
error-question-declined = Rien n’a été changé.
error-passphrase = La phrase de passe n’ouvre pas { $path } : tapez-la de nouveau.
error-passphrase-terminal = Il n’y a pas de terminal où demander la phrase de passe : donnez --passphrase-file ({ $reason }).
error-passphrase-differ = Les deux phrases de passe diffèrent : tapez deux fois la même.
error-passphrase-long = La phrase de passe dépasse { $most } octets : choisissez-en une plus courte.
error-passphrase-short = La phrase de passe a moins de { $least } caractères : prenez six mots au hasard.
error-identity-missing = { $path } n’est pas là : fondez un bureau par « sourdine desk new », rejoignez-en un par « sourdine desk join », ou indiquez son dossier par --desk.
error-identity-malformed = { $path } n’est pas un fichier d’identité sous phrase de passe, ou a été abîmé : restaurez-le depuis votre copie.
error-other-card = card.json dans le dossier du bureau n’est pas de cette identité : restaurez-le depuis votre copie.
error-desk-nowhere = Aucun dossier n’est connu pour le bureau : définissez HOME, ou indiquez-en un par --desk.
error-desk-occupied = { $path } est déjà là : indiquez un autre dossier par --desk, ou ôtez ce fichier vous-même.
error-no-roster = Aucune liste n’a encore été acceptée sur cette machine : « sourdine roster accept FICHIER --fingerprint … ».
error-token = Le jeton ne se lit pas : 43 caractères sont attendus ; créez-en un nouveau par « sourdine desk token --replace », et donnez son empreinte à l’opérateur.
error-key-malformed = Ce n’est ni une clé OpenPGP ni une empreinte : elle a été coupée ou mal tapée ; copiez-la de nouveau, entière.
error-key-cannot-sign = La clé OpenPGP ne peut pas signer : sa partie secrète manque, ou elle est révoquée ou périmée.
error-key-library = OpenPGP a échoué : { $said }.
error-card-malformed = Ce n’est pas la carte d’un rédacteur ({ $said }) : faites-la envoyer de nouveau ; « sourdine desk join » l’écrit sous le nom card.json.
error-card-name = Ce n’est pas un nom de rédacteur : 1 à 32 caractères parmi a-z, 0-9 et le tiret.
error-card-certificate = Le certificat OpenPGP de la carte ne se lit pas : faites envoyer la carte de nouveau.
error-roster-malformed = Ce n’est pas une liste de version 1 : exportez-la de nouveau par « sourdine roster export ».
error-roster-long = La liste est plus longue que toutes celles que Sourdine signe.
error-roster-editors = La liste des rédacteurs n’est pas valable : de 1 à 32, chacun sous un autre nom fait de a-z, 0-9 et tirets.
error-roster-desk = Le nom du bureau est vide, trop long, ou contient des caractères de contrôle : choisissez-en un autre.
error-roster-expired = La liste a expiré le { $day } : le bureau en signe une nouvelle par « sourdine roster sign ».
error-roster-other-desk = Cette liste est celle d’un autre bureau : son empreinte est { $found }, vous vous fiez à { $trusted }. Quelqu’un vous donne peut-être une liste à lui : demandez au rédacteur fondateur par une autre voie.
error-roster-signature = La signature n’est pas celle du bureau sur ce texte : la liste a été modifiée. Procurez-vous-la de nouveau, et demandez au rédacteur fondateur.
error-roster-rollback = Voici la liste numéro { $offered }, et la numéro { $seen } a déjà été vue : quelqu’un en propose une ancienne, où se trouve peut-être encore un rédacteur retiré. Procurez-vous la liste actuelle.
error-roster-fork = Il y a deux listes numéro { $serial } différentes : le bureau en signe une nouvelle par « sourdine roster sign ».
error-roster-certificate = Le certificat de « { $editor } » ne se lit pas, ou un autre rédacteur a le même.
error-roster-unknown = Aucun rédacteur de la liste ne s’appelle « { $editor } » : « sourdine roster show » les montre.
error-roster-taken = « { $editor } » est déjà sur la liste : retirez d’abord l’ancien, ou choisissez un autre nom.
error-roster-last = « { $editor } » est le dernier rédacteur, et il faut quelqu’un pour lire : ajoutez-en d’abord un autre.
error-roster-fingerprint = L’empreinte du bureau est nécessaire la première fois : faites-vous-la dire de vive voix par le rédacteur fondateur, et donnez-la par --fingerprint.
error-envelope-unknown = Aucune enveloppe reçue ne s’appelle « { $name } » : « sourdine inbox » les montre, « sourdine pull » va en chercher.
error-envelope-ambiguous = Plusieurs enveloppes commencent par « { $name } » : tapez-en davantage.
error-envelope-not-opened = { $id } n’a pas été ouverte sur cette machine : ouvrez-la d’abord. Seul qui a vu ce qu’elle contient peut laisser le serveur l’effacer.
error-envelope-record = { $path } ne se lit pas : ôtez-le, et ouvrez de nouveau l’enveloppe.
error-scratch-none = Aucun dossier en mémoire n’a été trouvé (XDG_RUNTIME_DIR, /dev/shm) : montez-en un (mount -t tmpfs none DOSSIER) et indiquez-le par --scratch. Les documents ne sont jamais déchiffrés sur un disque.
error-scratch-disk = { $path } n’est pas en mémoire : indiquez un dossier d’un tmpfs par --scratch. Les documents ne sont jamais déchiffrés sur un disque.
error-scratch-not-ours = { $path } est à quelqu’un d’autre, ou ouvert à d’autres : ôtez-le, ou indiquez un autre endroit par --scratch.
error-sealed-closed = { $path } ne s’ouvre pas : il est scellé pour d’autres clés que les vôtres, ou a été abîmé. Faites-le sceller de nouveau par un rédacteur qui peut l’ouvrir, ou restaurez-le depuis une copie.
error-sealed-damaged = { $path } a été coupé ou modifié : restaurez-le depuis une copie.
error-sealed-large = { $path } est plus gros que ce que Sourdine garde dans un tel fichier.
error-sealed-recipients = On ne peut pas sceller pour les clés de la liste : faites-la signer de nouveau par le bureau.
error-case-unknown = Aucune affaire ne s’appelle « { $name } » : « sourdine triage list » les montre.
error-case-ambiguous = Plusieurs affaires commencent par « { $name } » : tapez-en davantage.
error-case-misnamed = { $path } contient une autre affaire que son nom ne le dit : quelqu’un l’a renommé ; rendez-lui son nom.
error-case-malformed = { $path } ne se lit pas ({ $said }) : restaurez-le depuis une copie.
error-case-newer = { $path } a été écrit par une version plus récente de Sourdine ({ $what }) : installez celle de vos collègues.

## Erreurs de l’observatoire
error-folder-occupied = { $path } n’est pas vide : indiquez un dossier nouveau ou vide.
error-no-observatory = { $path } ne contient pas d’observatory.toml : créez un observatoire avec « sourdine observatory new », ou indiquez son dossier.
error-misplaced = { $path } : le nom du dossier n’est pas l’id de la fiche, « { $id } » : renommez l’un comme l’autre.
error-same-uuid = { $entry } : une autre fiche a le même uuid : donnez le sien à la plus récente.
error-document-altered = { $path } : ce fichier n’est pas celui qui a été validé (son SHA-256 diffère) : publiez-le de nouveau.
error-document-stray = { $path } : aucune fiche ne cite ce fichier : retirez-le, ou publiez-le par « sourdine publish ».
error-document-changed = { $path } : le fichier a changé pendant la construction : recommencez.
error-not-a-site = { $path } contient autre chose qu’un site construit (pas de SHA256SUMS) : indiquez un dossier vide, ou retirez-le vous-même.
error-dead-link = Fiche { $entry } : le lien vers « { $link } » ne mène nulle part sur le site : corrigez-le (les chemins partent de { $language }/entries/).
error-field = { $place } : { $said }. Corrigez ce champ.
error-entry-long = { $place } : la fiche dépasse { $most } octets, ou l’un de ses textes est trop long : mettez-en une partie dans un document.
error-entry-not-text = { $place } : le fichier n’est pas du texte UTF-8 avec des fins de ligne simples : enregistrez-le en UTF-8 avec LF.
error-entry-hidden = { $place } : il y a un caractère invisible ou de contrôle ({ $character }) : retirez-le.
error-entry-separator = { $place } : il manque la ligne « { $separator } » : une fiche est « +++ », ses champs, « +++ fr », le texte français, « +++ en », le texte anglais.
error-entry-private = { $place } : « { $key } » est privé et ne se publie jamais : retirez-le de la fiche, le dossier le garde.
error-entry-version = { $place } : la version { $version } n’est pas de celles que ce programme connaît.
error-entry-nothing = { $place } : « { $list } » est vide : une fiche en a au moins un.
error-entry-twice = { $place } : « { $what } » y est deux fois : gardez-en un.
error-entry-no-such-source = { $place } : « { $id } » n’est pas une source de cette fiche : ajoutez une [[sources]] avec cet id, ou citez-en une autre.
error-entry-unsourced = { $place } : rien ne s’affirme sans source : citez-en au moins une dans « sources ».
error-entry-position = { $place } : cette position n’est pas sur Terre, ou n’est donnée qu’à moitié : donnez lat et lon en degrés, ou ni l’un ni l’autre.
error-entry-too-precise = { $place } : la position a plus de trois décimales : une position exacte peut désigner la source ; donnez le milieu de la commune.
error-entry-link = { $place } : le lien vers « { $link } » n’est ni https, ni mailto, ni un chemin du site : changez-le ou retirez-le.
error-value-empty = { $place } : ce texte est vide : écrivez-le, ou retirez sa clé si elle est facultative.
error-value-long = { $place } : ce texte dépasse { $most } caractères : raccourcissez-le, ou mettez-en une partie dans le corps.
error-value-entry = { $place } : ce n’est pas un nom de fiche ou de source : a-z, 0-9 et tirets simples, { $most } caractères au plus, comme nice-reconnaissance-faciale.
error-value-document = { $place } : ce n’est pas un nom de document publié : a-z, 0-9, tirets, et l’une des extensions qui se nettoient, comme deliberation-2018.pdf.
error-value-uuid = { $place } : ce n’est pas un UUID : 36 caractères, comme 1f0c7a52-6c1e-4b37-9d0a-0f6f2f7e7a11.
error-value-hash = { $place } : ce n’est pas un SHA-256 : 64 caractères parmi 0-9 et a-f.
error-value-url = { $place } : ce n’est pas une adresse publiable : elle commence par https:// et ne contient pas d’espace.
error-value-insee = { $place } : ce n’est pas un code INSEE : cinq caractères entre guillemets, comme 13055 ou 2A004.
error-value-date = { $place } : ce n’est pas une date : écrivez 2019, 2019-02, 2019-02-16, un intervalle 2019-02/2019-03, et ? ou ~ si elle est incertaine.
error-value-day = { $place } : ce n’est pas un jour : écrivez-le entre guillemets, comme 2026-11-24.

## Erreurs du nettoyage et de la publication
error-tool-missing = { $tool } manque : installez-le (sous Debian : apt install bubblewrap mat2).
error-no-namespaces = bubblewrap ne peut pas isoler de programme sur cette machine ({ $said }) : autorisez les espaces de noms utilisateur (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1), ou nettoyez sur une autre machine.
error-clean-too-long = Le nettoyage du document a pris trop de temps : découpez-le.
error-clean-kind = Ce fichier n’est d’aucune sorte qui se nettoie (pdf, jpg, png, gif, tiff, docx, xlsx, pptx, odt, ods, odp, txt, mp3, flac, ogg, wav, mp4, avi), ou c’est un texte avec des caractères invisibles : exportez-le en PDF, ou publiez plutôt les faits.
error-clean-large = Ce fichier dépasse { $most } Mio : publiez la partie qui compte.
error-clean-refused = mat2 a refusé ce fichier, donc rien n’en sera publié ({ $said }) : retirez ce qu’il nomme (commentaires, suivi des modifications, objets incorporés), ou imprimez le document en PDF et nettoyez celui-ci.
error-clean-changed-kind = Ce qui sort n’est pas de la sorte de ce qui est entré : rien n’en sera publié.
error-clean-left = Le fichier nettoyé dit encore quelque chose ({ $what }) : retirez-le à la main, ou imprimez le document en PDF et nettoyez celui-ci.
error-clean-thumbnail = Le document porte une image de lui-même ({ $member }), qui peut montrer un état plus ancien : enregistrez-le sans aperçu, ou imprimez-le en PDF et nettoyez celui-ci.
error-clean-altered = La copie propre a changé depuis son nettoyage : nettoyez de nouveau l’original.
error-not-cleaned = « { $file } » est dans la fiche, mais aucune copie propre du dossier n’a son SHA-256 : nettoyez le document avec « sourdine clean », et mettez l’empreinte de la copie propre dans la fiche.
error-document-disagrees = « { $file } » est cité avec une autre extension ou un autre cleaned_with que sa copie propre (.{ $extension }, { $cleaned }) : corrigez la fiche.
error-not-listed = Un document propre ({ $sha256 }) n’est pas dans la fiche : citez-le, ou ne le faites pas valider.
error-not-signed = La signature de « { $editor } » ne compte pas : elle porte sur autre chose que cette fiche et ces documents, ou « { $editor } » n’est pas dans la liste actuelle des rédacteurs ; faites signer de nouveau avec « sourdine vet ».
error-same-editor = Les deux signatures sont de « { $editor } » : une autre personne doit regarder et signer.
error-name-taken = « { $id } » est déjà publié sous un autre uuid : un nom ne sert jamais deux fois, choisissez-en un autre.
error-unannounced = « { $id } » est déjà publié : gardez ses « changes » et ajoutez-en un qui dit ce qui change.
