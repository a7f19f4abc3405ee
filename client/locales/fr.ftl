# Ce que lit une personne à la ligne de commande.

## Aide
help = Le côté des rédacteurs de Sourdine : ce que les sources ont envoyé, ce que cela devient, ce qui est publié
help--lang = La langue des messages : fr ou en
help--json = Répondre en JSON
help-observatory = Créer, construire et montrer l’observatoire public
help-observatory-new = Créer un observatoire avec ses huit premières fiches
help-observatory-build = Construire le site statique
help-observatory-serve = Construire le site et le montrer sur cette machine
help--folder = Le dossier de l’observatoire
help--to = Où va le site [par défaut : « site » dans le dossier]
help--port = Le port sur 127.0.0.1 ; 0 en prend un libre

## Observatoire
observatory-made = L’observatoire est dans { $folder } avec { $entries } fiches. Pour le voir : sourdine observatory serve { $folder }
observatory-built = Le site est dans { $site } : { $entries } fiches, { $files } fichiers.
observatory-served = Le site est là : { $address } (Ctrl-C pour arrêter).

## Erreurs
error-io = Une lecture ou une écriture a échoué : { $reason }.
error-read = { $path } ne peut pas être lu : { $reason }.
error-write = { $path } ne peut pas être écrit : { $reason }.
error-render = Une page ne peut pas être rendue : { $reason }.

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
