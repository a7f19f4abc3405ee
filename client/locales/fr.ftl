# Ce que lit une personne à la ligne de commande.

## Aide
help = Le côté des rédacteurs de Sourdine : ce que les sources ont envoyé, ce que cela devient, ce qui est publié
help--desk = Le dossier du bureau
help--passphrase_file = Lire la phrase de passe à la première ligne de ce fichier au lieu de la demander
help--scratch = Le dossier en mémoire où les documents sont ouverts
help--yes = Ne pas demander
help--days = Pour combien de jours la liste vaut
help--desk_key = La clé du bureau [par défaut : desk-key.age dans le dossier du bureau]
help-desk = Fonder un bureau, en devenir rédacteur, et atteindre son serveur
help-desk-new = Fonder un bureau : sa clé, son premier rédacteur, sa première liste
help-desk-new--name = Ce que les sources liront : le nom du bureau
help-desk-new--editor = Le premier rédacteur : a-z, 0-9 et tirets
help-desk-card = Devenir rédacteur d’un bureau : créer ses clés, et une carte pour le rédacteur fondateur
help-desk-card--editor = Le nom du rédacteur : a-z, 0-9 et tirets
help-desk-request = Créer les clés de cette machine pour le serveur du bureau, et une demande pour l’opérateur
help-desk-request--file = Où l’écrire [par défaut : request-RÉDACTEUR.json dans le dossier du bureau]
help-desk-join = Prendre la réponse de l’opérateur : où est le serveur
help-desk-join--file = La réponse de l’opérateur
help-desk-join--editor = Votre nom de rédacteur : créer une carte, comme « sourdine desk card »
help-desk-join--replace = Prendre ces adresses à la place de celles que dit desk.toml
help-desk-token = Créer le jeton qui ouvre la porte des rédacteurs, et montrer son empreinte pour l’opérateur
help-desk-token--courier = Pour la machine d’un coursier, qui peut chercher et non confirmer
help-desk-token--replace = Remplacer le jeton qui est là
help-desk-onion-key = Créer la clé que tor demande à l’onion des rédacteurs, et montrer sa moitié publique pour l’opérateur
help-desk-onion-key--server = L’onion des rédacteurs : http://….onion [par défaut : ce que dit desk.toml]
help-desk-onion-key--replace = Remplacer la clé qui est là
help-desk-names = Les noms de personnes qui ne doivent pas devenir publics
help-desk-names-show = Montrer les noms qui ne doivent pas devenir publics
help-desk-names-add = Ajouter des noms à la liste
help-desk-names-add--names = Les noms ; - les lit sur l’entrée standard, un par ligne
help-desk-names-remove = Retirer des noms de la liste
help-desk-names-remove--names = Les noms ; - les lit sur l’entrée standard, un par ligne
help-desk-names-adopt = Admettre un événement de la liste arrivé trop tard, d’un rédacteur parti
help-desk-names-adopt--events = Les événements, par le début de leurs noms
help-desk-names-join = Dire que les deux branches de votre propre chaîne d’événements sont de vous
help-desk-names-give-up = Dire que des événements de la liste que d’autres nomment sont perdus pour de bon
help-desk-names-give-up--yes = Ne pas demander
help-roster = Pour qui les sources scellent : montrer, ajouter, retirer, avis, signer, exporter, accepter
help-roster-show = Montrer pour qui les sources scellent, et jusqu’à quand
help-roster-add = Mettre un rédacteur sur la liste, d’après sa carte, et la signer
help-roster-add--card = La carte du rédacteur
help-roster-remove = Retirer un rédacteur de la liste, et la signer : rien de ce qui sera scellé ensuite ne s’ouvrira pour lui
help-roster-remove--editor = Le nom du rédacteur
help-roster-notices = Écrire ce que les sources lisent du bureau, ou le signer
help-roster-notices--file = Les avis à signer [par défaut : écrire ceux d’aujourd’hui sur la sortie standard, pour les modifier]
help-roster-sign = Signer de nouveau la liste, pour plus longtemps
help-roster-export = Écrire la liste signée, pour l’opérateur et les autres rédacteurs
help-roster-export--file = Où l’écrire [par défaut : la sortie standard]
help-roster-accept = Prendre une liste que le bureau a signée
help-roster-accept--file = La liste signée
help-roster-accept--fingerprint = L’empreinte du bureau, telle que le rédacteur fondateur l’a dite ; nécessaire une fois
help-roster-accept--another_desk = Passer à un autre bureau, dont l’empreinte est donnée : sa liste remplace celle qui est ici
help-roster-accept--yes = Ne pas demander si les empreintes des nouveaux rédacteurs ont été comparées
help-inbox = Lister ce qui a été reçu, sans rien ouvrir
help-show = Lire en mémoire ce que contient une enveloppe ; rien n’est écrit
help-show--envelope = L’enveloppe, ou le début de son nom
help-open = Ouvrir des lettres dans un dossier en mémoire
help-open--envelopes = Les enveloppes, ou le début de leurs noms
help-close = Effacer des lettres ouvertes
help-close--envelopes = Les enveloppes, ou le début de leurs noms
help-close--all = Tout ce qui a été ouvert sur cette machine
help-pull = Rapatrier ce que les sources ont envoyé, encore scellé : sans aucune clé
help-pull--to = Où vont les enveloppes [par défaut : inbox dans le dossier du bureau]
help-pull--hours = Pendant combien d’heures insister quand rien n’arrive
help-pull--retries = Combien de fois de suite réessayer [par défaut : autant que les heures le permettent]
help-pull--circuits = Combien de circuits de tor employer à la fois au plus ; plusieurs enveloppes ou plus de 2 Mio en emploient plus d’un
help-pull--list = Montrer seulement ce qui attend et n’a pas été rapatrié
help-unlock-server = Déverrouiller un serveur qui a démarré et attend un rédacteur : lui envoie sa clé maîtresse, que seuls les rédacteurs ouvrent
help-unlock-server--operator_confirmed = L’opérateur vous a dit, de vive voix, qu’il a démarré le serveur : ne rien demander
help-confirm = Dire au serveur que ce qui a été ouvert ici est en sûreté, pour qu’il puisse l’effacer
help-confirm--ids = Les enveloppes : leurs identifiants, ou leur début
help-confirm--discard = Elles ne valent rien, rapatriées ou non : les effacer dès qu’un second rédacteur le dit
help-confirm--yes = Ne rien demander avant d’écarter ce qui n’a pas été ouvert
help--server = La porte des rédacteurs : http://….onion, http://127.0.0.1:port ou unix:/chemin [par défaut : ce que dit desk.toml]
help--proxy = Le port SOCKS de Tor : socks5h://127.0.0.1:9050 [par défaut : ce que dit desk.toml, sinon 9050 ou 9150 de cette machine, là où tor se trouve]
help--token_file = Le fichier du jeton [par défaut : token dans le dossier du bureau]
help-completions = Écrire ce qu’il faut à un shell pour compléter les commandes
help-completions--shell = Le shell
help-man = Écrire les pages de manuel
help-man--to = Le dossier des pages, comme ~/.local/share/man/man1
help--case = L’affaire, par le début de son nom
help--observatory = L’observatoire [par défaut : celui de desk.toml]
help-triage = Ce que le bureau sait : les affaires, avec leurs lettres, états, étiquettes et notes
help-triage-list = Montrer toutes les affaires, dans l’ordre du travail
help-triage-show = Montrer ce que l’on sait d’une affaire, et ce qui a été fait
help-triage-new = Ouvrir une affaire, avec les lettres ouvertes qui en relèvent
help-triage-new--envelopes = Les lettres, par le début de leurs noms
help-triage-new--title = Comment les rédacteurs appellent l’affaire
help-triage-add = Mettre des lettres ouvertes dans une affaire
help-triage-add--envelopes = Les lettres, par le début de leurs noms
help-triage-set = Dire où en est une affaire, comment elle s’appelle, où cela se passe, avec quoi ; noter quelque chose
help-triage-set--state = Où elle en est
help-triage-set--title = Comment les rédacteurs appellent l’affaire
help-triage-set--tag = Mettre une étiquette : a-z, 0-9 et tirets
help-triage-set--untag = Ôter une étiquette
help-triage-set--place = Où cela se passe
help-triage-set--technology = Ce qui y est employé ; l’ensemble remplace ce qui y était
help-triage-set--note = Retenir quelque chose, signé : qui ouvre l’affaire tient la preuve de qui l’a écrit ; « - » le lit sur l’entrée standard
help-triage-reseal = Sceller toutes les affaires et leurs documents pour la liste d’aujourd’hui
help-triage-adopt = Admettre un événement venu trop tard d’un rédacteur parti
help-triage-adopt--events = Les événements, par le début de leur nom
help-triage-join = Dire que les deux branches de votre propre chaîne sont de vous
help-triage-give-up = Dire que des événements que d’autres nomment sont perdus pour de bon : qui a signé avant signe de nouveau
help-triage-give-up--yes = Ne rien demander
help-triage-state = Donner huit mots pour tout ce que l’on sait du bureau, à comparer de vive voix avec un autre rédacteur
help-triage-machines = Montrer les machines qui ont signé dans les affaires
help-triage-revoke = Révoquer une de vos machines, perdue : d’elle compte ce qui est ici, ou ce que vous nommez
help-triage-revoke--machine = La machine, par le début de sa clé
help-triage-revoke--last = Le dernier événement que vous avez signé avec elle, s’il y en a de plus récents
help-triage-revoke--nothing_in = Une affaire où vous n’avez rien signé avec elle
help-triage-revoke--yes = Ne rien demander
help-triage-take-over = Reprendre les affaires de la version 0.1 : ce qui y fut dit compte, comme non signé
help-inspect = Dire ce que des documents révèlent, et où des exemplaires diffèrent
help-inspect--files = Des fichiers : un chemin, ou LETTRE:NOM pour un fichier d’une lettre ouverte
help-inspect--compare = Les fichiers sont des exemplaires d’un même document : dire où ils diffèrent du premier
help-inspect--passwords_from = Les mots de passe des PDF, un par ligne de ce fichier, au lieu de les demander
help-clean = Faire des copies de documents qui ne disent pas de qui ils viennent
help-clean--files = Des fichiers : un chemin, ou LETTRE:NOM pour un fichier d’une lettre ouverte de l’affaire
help-clean--all = Nettoyer tous les fichiers de toutes les lettres de l’affaire
help-clean--no_text_layer = Omettre la couche de texte d’un PDF : les mots qu’on peut lire sur ses pages
help-clean--csv = Faire des tableaux (CSV) des cellules d’un classeur qui se voient, un par feuille, à la place de pages
help-clean--with_hidden = Publier aussi ce qu’un document de bureau cache : feuilles, lignes, colonnes, diapositives, textes. Le rapport le nomme
help-clean--picture = D’un enregistrement à plusieurs images : laquelle, à partir de 1
help-clean--sound = D’un enregistrement à plusieurs sons : lequel, à partir de 1
help-clean--passwords_from = Les mots de passe des PDF, un par ligne de ce fichier, au lieu de les demander
help-preview = Regarder un fichier sans danger, avant qu’un autre programme ne l’ouvre : ses pages ou ses images sur une planche (PNG), son texte dans le terminal. Aucune clé n’est demandée, aucune copie n’est gardée
help-preview--file = Le fichier : un chemin, ou LETTRE:NOM pour un fichier d’une lettre ouverte
help-preview--output = Où mettre la première planche, les autres à côté ; rien n’est écrasé. Sans cette option, elles restent en mémoire, à côté de la lettre ouverte
help-preview--page = Montrer cette page seule, avec une ligne à chaque dixième : leurs numéros sont les centièmes dans lesquels « redact --box » attend un cadre
help-preview--no_words = Ne pas compter les mots des pages, ce qui prend une ou deux secondes pour chacune
help-preview--from = La première ligne d’un texte à montrer
help-preview--lines = Combien de lignes d’un texte montrer
help-preview--picture = D’un enregistrement à plusieurs images : laquelle, à partir de 1
help-preview--sound = Le son à montrer, à partir de 1 ; donné seul, il est montré à la place de l’image
help-preview--passwords_from = Les mots de passe des PDF, un par ligne de ce fichier, au lieu de les demander
help-redact = Faire une copie propre où des mots ou des parties de pages sont noircis, et vérifier qu’on ne peut plus les lire
help-redact--file = Le fichier : un chemin, ou LETTRE:NOM pour un fichier d’une lettre ouverte de l’affaire
help-redact--boxes = Un cadre noir sur une page, en centièmes de la page telle que « preview » la montre : depuis son bord gauche, depuis son haut, sa largeur, sa hauteur (par exemple 2:12.5,40,30,3) ; une image est la page 1
help-redact--texts = Noircir un texte partout où il se lit dans les pixels, en capitales ou non, avec ou sans accents. Tous les cadres ont une même largeur ; ce qui suit un mot peut être couvert aussi
help-redact--texts_from = De même pour chaque ligne de ce fichier, pour qu’aucun shell ni aucune liste de processus ne dise les textes
help-redact--no_text_layer = Omettre la couche de texte d’un PDF : les mots qu’on peut lire sur ses pages
help-redact--with_hidden = Publier aussi ce qu’un document de bureau cache : feuilles, lignes, colonnes, diapositives, textes. Le rapport le nomme
help-redact--passwords_from = Les mots de passe des PDF, un par ligne de ce fichier, au lieu de les demander
help-vet = Faire signer par deux rédacteurs exactement ce qui sera publié
help-vet-draft = Écrire le début d’une fiche d’après l’affaire, ou ressortir la dernière fiche signée
help-vet-draft--id = Le nom d’une nouvelle fiche [par défaut : la dernière fiche signée, à corriger]
help-vet-draft--to = Où l’écrire [par défaut : la sortie standard]
help-vet-check = Chercher dans une fiche et ses documents ce qui ne doit pas devenir public
help-vet-check--entry = Le fichier de la fiche [par défaut : la dernière fiche signée]
help-vet-allow = Laisser publier ce qui a été trouvé, pour une raison que les autres rédacteurs lisent
help-vet-allow--findings = Les trouvailles, par le début de leur nom
help-vet-allow--entry = Le fichier de la fiche [par défaut : la dernière fiche signée]
help-vet-allow--reason = Pourquoi cela peut devenir public ; - lit une ligne sur l’entrée standard, ou la demande sur un terminal
help-vet-sign = Regarder exactement ce qui sera publié, et le signer
help-vet-sign--entry = Le fichier de la fiche [par défaut : celle qu’un autre rédacteur a signée]
help-vet-sign--preview = Où écrire l’aperçu [par défaut : en mémoire, jusqu’à votre réponse]
help-vet-withdraw = Retirer votre signature sur la fiche
help-vet-show = Montrer qui a signé quoi, et si deux rédacteurs l’ont fait
help-publish = Mettre dans l’observatoire ce que deux rédacteurs ont signé
help-observatory = Créer, construire et montrer l’observatoire public
help-observatory-new = Créer un observatoire avec ses huit premières fiches
help-observatory-build = Construire le site statique
help--unvetted = Faire un aperçu marqué de ce qui n’est pas validé, dans un dossier à lui
help--sign_anew = Laisser une nouvelle clé de publication signer aussi cette fiche, qu’aucune affaire ne connaît
help--newest = Le numéro de la liste la plus récente, tel que l’a un autre rédacteur : là où les affaires ne s’ouvrent pas
help--without = Une fiche que le bureau a retirée, bien qu’elle ait été construite
help-observatory-serve = Construire le site et le montrer sur cette machine
help--folder = Le dossier de l’observatoire
help--to = Où va le site [par défaut : « site » dans le dossier]
help--port = Le port sur 127.0.0.1 ; 0 en prend un libre

## Bureau
ask-passphrase = Phrase de passe :
ask-passphrase-again = La même encore :
ask-new-passphrase = Une nouvelle phrase de passe, de préférence six mots au hasard :
ask-desk-passphrase = Phrase de passe de la clé du bureau :
ask-document-password = Mot de passe de { $document } (Entrée pour le laisser de côté) :
desk-founded =
    Le bureau est dans { $folder }. Sa liste vaut jusqu’au { $expires }.
    Dites cette empreinte de vive voix aux autres rédacteurs :
    { "  " }{ $fingerprint }
    Ajoutez les autres rédacteurs (« sourdine roster add »). Puis ôtez { $key } de cette machine, pour deux supports que vous gardez hors ligne : elle dit qui peut lire. Dès lors, changer la liste demande --desk-key FICHIER.
desk-card =
    Remettez { $card } au rédacteur fondateur, et dites-lui cette empreinte de vive voix :
    { "  " }{ $fingerprint }
    Gardez une copie d’identity.age : sans elle, ou sans sa phrase de passe, plus rien ne s’ouvre.
desk-request =
    Votre demande est dans { $file }. Elle ne contient aucun secret : donnez-la à l’opérateur. Sa réponse va à « sourdine desk join FICHIER ».
desk-joined =
    desk.toml contient les adresses : les sources viennent à { $sources }, les rédacteurs à { $editors }. Ne dites la seconde à personne d’autre.
    La clé de l’onion des rédacteurs est dans { $file }. Pour le tor de Debian, en tant que root :
    { "  " }install -d -m 700 -o debian-tor -g debian-tor /var/lib/tor/onion_auth
    { "  " }install -m 600 -o debian-tor -g debian-tor { $file } /var/lib/tor/onion_auth/
    Puis mettez cette ligne dans /etc/tor/torrc, et rechargez tor (systemctl reload tor) :
    { "  " }ClientOnionAuthDir /var/lib/tor/onion_auth
    Le navigateur Tor demande ce qui suit le dernier deux-points. Maintenant « sourdine pull » fonctionne.
desk-token =
    Le jeton est dans { $file }. Donnez ceci à l’opérateur, pour la configuration du serveur :
    { "[[" }{ $kind }]]
    token_hash = "{ $hash }"
desk-onion-key =
    La clé est dans { $file }. Mettez-la dans le dossier que votre torrc nomme par ClientOnionAuthDir, lisible par tor seul, et rechargez tor ; le navigateur Tor demande ce qui suit le dernier deux-points.
    Donnez cette ligne à l’opérateur :
    { "  " }{ $public }

## Liste des rédacteurs
roster-shown =
    { $desk } : liste numéro { $serial }, valable jusqu’au { $expires }.
    L’empreinte du bureau :
    { "  " }{ $fingerprint }
roster-editor = { "  " }{ $name } : { $fingerprint }
roster-ends =
    { $days ->
        [0] La liste des rédacteurs vaut aujourd’hui pour la dernière fois.
        [one] La liste des rédacteurs vaut encore { $days } jour, jusqu’au { $expires }.
       *[other] La liste des rédacteurs vaut encore { $days } jours, jusqu’au { $expires }.
    } Ensuite les sources ne pourront plus rien envoyer : faites-en signer une nouvelle par le rédacteur fondateur (« sourdine roster sign »), pour l’opérateur et les autres rédacteurs.
roster-ended = La liste des rédacteurs A PRIS FIN le { $expires } : les sources ne peuvent rien envoyer. Faites-en signer une nouvelle par le rédacteur fondateur (« sourdine roster sign »), pour l’opérateur et les autres rédacteurs.
roster-unusable = La liste des rédacteurs de cette machine ne peut pas servir. { $reason }
roster-changes = Ce qui change avec cette liste :
roster-no-changes = Cette liste a les mêmes rédacteurs, le même dernier jour et les mêmes avis que la précédente.
roster-came = { "  " }nouveau : { $name }, { $fingerprint }
roster-new-keys = { "  " }autres clés : { $name }, maintenant { $fingerprint }
roster-left = { "  " }n’y est plus : { $name }
roster-renamed = { "  " }nom du bureau : { $now }, avant : { $before }
roster-moved = { "  " }dernier jour : { $now }, avant : { $before }
roster-other-notices = { "  " }ce que le bureau dit à ses sources
roster-replaced = { $path } était abîmé, et a été récrit.
roster-publication =
    Le bureau signe ce qu’il publie avec cette clé :
    { "  " }{ $fingerprint }
roster-compare = { $name } a cette empreinte : { $fingerprint }. { $name } vous a-t-il dit la même de vive voix ? (oui/non)
roster-clock-right = La liste qui est ici a été signée le { $signed }, et l’horloge de cette machine dit { $today }. Sommes-nous bien le { $today } ? La prochaine liste porte cette date. (oui/non)
roster-remove-sure = Retirer { $name } de la liste ? Rien de ce qui sera scellé ensuite ne s’ouvrira pour cette personne. (oui/non)
roster-removed =
    Donnez la nouvelle liste à l’opérateur et aux autres rédacteurs (« sourdine roster export ») : tant que le serveur ne l’a pas, les sources scellent pour l’ancienne.
    Faites retirer par l’opérateur le jeton de la personne partie : il permet encore de prendre, de confirmer et d’écarter.
    Puis scellez de nouveau les affaires par « sourdine triage reseal ».
    Le bureau a une nouvelle clé de publication : le prochain « sourdine publish » signe de nouveau quelles fiches restent, et d’ici là aucun site ne se construit.
roster-closed =
    { $cases ->
        [one] { $cases } affaire est close pour qui est parti : de lui compte ce qu’une machine avait vu jusqu’ici. « sourdine triage reseal » scelle de nouveau les documents.
       *[other] { $cases } affaires sont closes pour qui est parti : de lui compte ce qu’une machine avait vu jusqu’ici. « sourdine triage reseal » scelle de nouveau les documents.
    }
roster-close-later = Les affaires ne sont pas encore closes pour qui est parti ({ $reason }) : « sourdine triage reseal » les clôt. Jusque-là, rien de qui est parti ne compte ici.
roster-compare-state = Une fois les affaires scellées pour vous, comparez de vive voix les mots de « sourdine triage state » avec un autre rédacteur : une machine neuve croit un dossier ramené en arrière.
roster-exported = La liste signée est dans { $file }. L’opérateur la pose à côté de la configuration du serveur et le redémarre.
roster-notices = Ce que le bureau dit à ses sources sur la première page :
roster-notice = { "  " }{ $topic } ({ $language }) : { $text }

## Le fichier des avis
notices-file =
    Ce que les sources lisent sur la première page, avant d’écrire. Chaque avis est du texte simple, dans les deux langues, d’au plus 400 octets.
    Où un avis manque, elles lisent les mots de la page. « sourdine roster notices FICHIER » les signe.
notice-readers = Qui lit ce qui est envoyé : combien vous êtes, ce que vous faites.
notice-next = Ce qui se passe ensuite.
notice-kept = Combien de temps vous gardez les choses, et où.
notice-address = Où l’adresse de ce bureau se trouve ailleurs, pour qu’on puisse la comparer.
notice-rights = Les droits d’une source, en deux phrases, et qui en informe. Ce n’est pas un conseil juridique.

## Lettres
inbox-empty = Rien n’a été reçu. « sourdine pull » va chercher ce qui attend.
inbox-head =
    { $count ->
        [one] { $count } enveloppe reçue :
       *[other] { $count } enveloppes reçues :
    }
inbox-new = { "  " }{ $id }  { $size }  nouvelle
inbox-opened = { "  " }{ $id }  { $size }  ouverte
inbox-damaged = { "  " }{ $id }  { $size }  ouverte, mais la note qui le dit est abîmée : ouvrez-la de nouveau
show-sealed-by-page = { $id }, scellée dans le navigateur de la source. La source lit : { $language }.
show-sealed-by-offline = { $id }, scellée hors ligne dans le navigateur de la source. La source lit : { $language }.
show-sealed-by-server = { $id }, scellée par le serveur : ce qu’elle contient est passé par la mémoire du serveur. La source lit : { $language }.
show-sealed-by-cli = { $id }, scellée par un rédacteur.
show-sent-before = Le même envoi que { $other } : la source l’a envoyé de nouveau.
show-message = Message :
show-no-message = Pas de message.
show-files = Fichiers : { $count }
show-file = { "  " }{ $name }  ({ $size })
open-opening = Ouverture
open-done =
    { $count ->
        [one] { $count } lettre ouverte.
       *[other] { $count } lettres ouvertes.
    } Toutes les sommes de contrôle sont justes.
open-folder = { $id } est dans { $folder }
open-message = { "  " }le message
open-inner-file = { "    " }scellé avant l’envoi ; ouvert : { $path }
open-inner-letter = { "    " }scellé hors ligne avant l’envoi ; ouvert : { $folder }
open-inner-for-others = { "    " }scellé avant l’envoi, pour quelqu’un d’autre : reste fermé
open-inner-passphrase = { "    " }scellé avant l’envoi, sous une phrase de passe que la source doit dire : reste fermé
open-inner-unprotected = { "    " }scellé avant l’envoi, d’une ancienne façon qui ne montre pas si on l’a modifié : reste fermé ; à redemander comme simple fichier
open-inner-cipher = { "    " }scellé avant l’envoi, avec un chiffre qui n’est plus sûr : reste fermé ; à redemander comme simple fichier
open-inner-compression = { "    " }scellé avant l’envoi, et compressé d’une façon qu’on ne lit pas ici (bzip2) : ouvrez-le avec GnuPG, ou redemandez-le comme simple fichier
open-inner-format = { "    " }scellé avant l’envoi, dans le format propre à GnuPG : ouvrez-le avec GnuPG, ou redemandez-le comme simple fichier
open-inner-damaged = { "    " }scellé avant l’envoi, et abîmé : reste fermé
open-inner-spoiled = { "    " }scellé avant l’envoi, puis coupé ou modifié par un programme (le « > » d’un terminal Windows le fait) : à redemander
open-inner-too-large = { "    " }fait pour remplir votre mémoire à l’ouverture : reste fermé
open-inner-too-deep = { "    " }scellé plus de fois qu’on n’ouvre ici : ouvrez la suite à la main
open-close = Ce sont des fichiers d’inconnus : ouvrez-les sur une machine sans réseau. Quand vous avez fini : sourdine close --all
close-done =
    { $count ->
        [one] { $count } lettre effacée.
       *[other] { $count } lettres effacées.
    }

## Coursier
pull-pulling = Enveloppes
pull-waiting = { $reason } Nouvel essai dans { $seconds } s. Ctrl-C arrête ; ce qui est arrivé est gardé.
pull-done =
    { $came ->
        [one] { $came } enveloppe arrivée
       *[other] { $came } enveloppes arrivées
    } dans { $inbox } ; { $already } déjà là.
pull-failed = { $id } : { $reason }
waiting-none = Rien n’attend qui n’ait été rapatrié.
waiting-head =
    { $count ->
        [one] { $count } enveloppe attend et n’a pas été rapatriée :
       *[other] { $count } enveloppes attendent et n’ont pas été rapatriées :
    }
waiting-one = { "  " }{ $id }  { $size }
served-roster-newer = Le bureau a signé une liste plus récente, que les sources reçoivent : demandez-la au rédacteur fondateur et prenez-la par « sourdine roster accept ».
served-roster-older = Les sources reçoivent encore une ancienne liste : donnez la nouvelle à l’opérateur (« sourdine roster export »). Tant que le serveur ne l’a pas, elles scellent pour ceux de l’ancienne.
served-roster-unknown = Le serveur n’a pas voulu dire pour quelles clés les sources scellent : demandez à l’opérateur, et regardez la liste que montre la page.
confirm-done =
    { $count ->
        [one] { $count } enveloppe confirmée
       *[other] { $count } enveloppes confirmées
    } ; déjà parties du serveur : { $gone }. Le serveur efface une enveloppe quand assez de rédacteurs l’ont confirmée et que ses jours sont passés.
discard-done =
    { $count ->
        [one] { $count } enveloppe écartée
       *[other] { $count } enveloppes écartées
    } ; déjà parties du serveur : { $gone }. Le serveur efface une enveloppe aussitôt qu’un second rédacteur l’écarte.
discard-unopened = { $id } n’a pas été ouverte sur cette machine. Laisser le serveur l’effacer sans l’avoir vue ? (oui/non)
discard-listed =
    { $count ->
        [one] { $count } enveloppe n’a pas été rapatriée
       *[other] { $count } enveloppes n’ont pas été rapatriées
    } : { $sizes }. Laisser le serveur effacer ce dont on ne connaît que la taille ? (oui/non)
man-written =
    { $pages ->
        [one] { $pages } page de manuel est
       *[other] { $pages } pages de manuel sont
    } dans { $folder }.

## Affaires
head-case = Affaire
head-state = État
head-title = Titre
head-place = Lieu
head-tags = Étiquettes
head-technologies = Techniques
head-published = Fiche publiée
state-new = nouvelle
state-reading = lecture
state-verifying = vérification
state-cleaning = nettoyage
state-vetting = relecture
state-published = publiée
state-set-aside = écartée
triage-none = Il n’y a aucune affaire : « sourdine triage new » en ouvre une, d’après des lettres ouvertes.
triage-closed = { $case } ne s’ouvre pas pour vous : un rédacteur qui peut l’ouvrir lance « sourdine triage reseal ».
triage-copy-closed = { $path } ne s’ouvre pas et reste scellé comme avant : un rédacteur parti peut l’ouvrir, un nouveau non. Nettoyez de nouveau le document.
triage-unreadable =
    { $journal ->
        [names] La liste des noms ne se lit pas : { $reason }
       *[case] L’affaire { $case } ne se lit pas : { $reason }
    }
triage-left =
    { $journal ->
        [names] La liste des noms est restée telle quelle : { $reason }
       *[case] L’affaire { $case } est restée telle quelle : { $reason }
    }
triage-gone = { $case } a disparu : cette machine s’en souvient, et le dossier des affaires ne l’a plus. Restaurez le dossier depuis une copie.
triage-keyless = { $case } : des enregistrements ou des copies propres sont là sans le fichier { $file } de l’affaire. Il est en chemin, ou a été ôté : laissez-les, et faites copier de nouveau le dossier depuis la machine d’un autre rédacteur.
triage-strange = { $path } n’est d’aucune affaire : un outil qui copie des fichiers a pu le laisser. Regardez-le, puis ôtez-le.
triage-uncovered = La fiche { $entry } est publique avec la signature du bureau, et aucune affaire qui s’ouvre pour vous ne dit que deux rédacteurs ont signé exactement cela et que le bureau l’a publié en dernier. Son affaire est peut-être encore en chemin : demandez aux autres rédacteurs. Si aucun ne l’a publiée, ôtez-la de l’observatoire : un voleur a peut-être la clé de publication. Le bureau en a une nouvelle avec la prochaine liste dont un rédacteur est ôté.
triage-observatory-unread = L’observatoire n’a pas été confronté aux affaires : { $reason }
words-unasked = Une machine qui voit des affaires pour la première fois croit ce que le dossier lui montre, même ramené en arrière. Comparez ces mots avec un autre rédacteur :
triage-state =
    { $fr }
    { $en }
    Lisez-les de vive voix à un autre rédacteur, par toute autre voie que le dossier partagé. Mêmes mots : vos machines connaissent la même liste, les mêmes affaires et documents. D’autres mots : il manque quelque chose à l’une d’elles, ou son dossier a été ramené en arrière.
triage-state-odd =
    { $journal ->
        [names] Quelque chose de la liste des noms manque ici, est perdu ou ne se lit pas : une machine à qui manque la même chose a les mêmes mots. « sourdine desk names show » en dit plus.
       *[case] Quelque chose de l’affaire { $case } manque ici, est perdu ou ne se lit pas : une machine à qui manque la même chose a les mêmes mots. « sourdine triage list » en dit plus.
    }
triage-give-up-sure =
    { $count ->
        [one] { $count } événement de l’affaire { $case } est-il perdu pour de bon ? Le rédacteur de sa machine a été interrogé, et personne ne l’a ? Qui a signé une fiche devra signer de nouveau. (oui/non)
       *[other] { $count } événements de l’affaire { $case } sont-ils perdus pour de bon ? Les rédacteurs de leurs machines ont été interrogés, et personne ne les a ? Qui a signé une fiche devra signer de nouveau. (oui/non)
    }
triage-revoke-sure =
    { $cases ->
        [one] Révoquer la machine { $machine } dans { $cases } affaire ? Ce qu’elle a signé et qui n’est pas encore ici ne compte pas, ni ce qui suit les événements que vous avez nommés. Cela ne se défait pas. (oui/non)
       *[other] Révoquer la machine { $machine } dans { $cases } affaires ? Ce qu’elle a signé et qui n’est pas encore ici ne compte pas, ni ce qui suit les événements que vous avez nommés. Cela ne se défait pas. (oui/non)
    }
machines-none = Aucune machine n’a signé dans une affaire qui s’ouvre pour vous.
head-machine = Machine
head-editor = Rédacteur
head-cases = Affaires
head-newest = Dernier jour
head-standing = Valeur
machine-this = cette machine
machine-counts = compte
machine-revoked = révoquée
machine-left = pas sur la liste
machine-closed = ce qui était là à leur départ
machine-still-counts =
    { $journal ->
        [names] La machine { $machine } est révoquée ailleurs et compte encore dans la liste des noms : à son rédacteur de la révoquer de nouveau.
       *[case] La machine { $machine } est révoquée ailleurs et compte encore dans l’affaire { $case } : à son rédacteur de la révoquer de nouveau.
    }
machine-revoked-in =
    { $cases ->
        [one] La machine { $machine } est révoquée dans { $cases } affaire.
       *[other] La machine { $machine } est révoquée dans { $cases } affaires.
    } Une affaire ouverte plus tard ne le sait pas : regardez « sourdine triage machines ».
triage-taken-over =
    { $count ->
        [0] Il n’y a pas d’affaire de la version 0.1.
        [one] { $count } affaire de la version 0.1 reprise : ce qui y fut dit compte, comme non signé. Les anciens fichiers sont dans le dossier « 0.1 ».
       *[other] { $count } affaires de la version 0.1 reprises : ce qui y fut dit compte, comme non signé. Les anciens fichiers sont dans le dossier « 0.1 ».
    }
vet-withdrawn = Votre signature sur { $sha256 } est retirée. L’affaire { $case } demande de nouveau deux signatures.
vet-withdrawn-public = La fiche { $entry } est publique pour autant : l’ôter de l’observatoire est une autre étape.
triage-new =
    L’affaire { $case } est ouverte, avec { $letters ->
        [one] { $letters } lettre.
       *[other] { $letters } lettres.
    }
triage-added =
    L’affaire { $case } a { $letters ->
        [one] { $letters } lettre.
       *[other] { $letters } lettres.
    }
triage-elsewhere = La lettre { $envelope }, ou le même envoi, est aussi dans l’affaire { $case }.
triage-set = { $summary }
triage-resealed =
    Scellés de nouveau pour { $editors ->
        [one] { $editors } rédacteur
       *[other] { $editors } rédacteurs
    } : { $cases ->
        [one] { $cases } affaire
       *[other] { $cases } affaires
    }, { $documents ->
        [one] { $documents } document.
       *[other] { $documents } documents.
    }
case-letters = Lettres
case-copies = Copies propres
case-signatures = Signatures
case-events = Ce qui a été fait
copy-removed = retiré : { $count }
copy-redacted = caviardé : { $count }
signature-counts = compte
signature-other-entry = ne compte pas : porte sur une autre version de la fiche
signature-not-an-editor = ne compte pas : n’est pas sur la liste des rédacteurs
signature-invalid = ne compte pas : n’est pas sa signature sur cette fiche
signature-future = ne compte pas : faite un jour qui n’est pas encore venu : une horloge est fausse
signature-unseen = ne compte pas : un autre rédacteur a laissé passer une trouvaille depuis
signature-withdrawn = ne compte pas : retirée
signature-before-loss = ne compte pas : des événements ont été abandonnés depuis, où elle a pu être retirée
signature-disputed = ne compte pas : les machines de ce rédacteur se contredisent ; qu’il signe encore une fois
event-title = titre : { $title }
event-envelope = lettre { $envelope }
event-state = état : { $state }
event-tag = étiquette : { $tag }
event-untag = étiquette ôtée : { $tag }
event-place = lieu : { $place }
event-technologies = techniques : { $technologies }
event-note = note :
event-cleaned = { $file } nettoyé : copie { $sha256 }
event-allowed = { $lint } laissé passer ({ $place }) : { $excerpt } — raison : { $reason }
event-vetted = fiche { $sha256 } signée
event-published = fiche publiée : { $entry }
event-withdrawn = signature sur { $sha256 } retirée
event-rekeyed = nouvelle clé de l’affaire, pour une nouvelle liste de rédacteurs
event-closed = événements du rédacteur { $editor }, parti, clos ici
event-adopted = événement { $event } admis
event-joined = les deux branches de la chaîne réunies
event-given-up =
    { $count ->
        [one] { $count } événement perdu abandonné
       *[other] { $count } événements perdus abandonnés
    }
event-revoked = machine { $key } révoquée
event-taken-over = reprise de la version 0.1
event-listed = mis sur la liste des noms : { $names }
event-unlisted = ôté de la liste des noms : { $names }
event-unsigned-note = note, de la 0.1, non signée :
apart-unsigned = aucune machine de cette rédaction ne l’a signé
apart-stranger = aucun rédacteur n’a certifié cette machine
apart-other-editor = il porte la signature d’un autre rédacteur
apart-undecided = il décide de quelque chose sans la signature de son rédacteur : la clé de la machine est peut-être en d’autres mains
apart-misplaced = il suit l’événement d’une autre machine : la clé de la machine est peut-être en d’autres mains
apart-revoked = la machine avait été révoquée
apart-late = son rédacteur était parti ; « sourdine triage adopt » d’un autre rédacteur l’admet
apart-newer = signé par un Sourdine plus récent

## Nettoyage
clean-writing-all = Réécriture de { $count } documents
clean-writing = { $file } est écrit à nouveau
clean-kept =
    { $file } : copie propre gardée avec l’affaire
    { "  " }{ $kind }, { $size }, { $tool }, SHA-256 { $sha256 }…
clean-removed = Ce que l’original disait, et que la copie ne dit plus ({ $count }) :
clean-nothing = Il n’y avait rien à retirer de l’original.
clean-more = … et { $count } autres, que --json montre.
clean-refused =
    { $file } : REFUSÉ
    { "  " }{ $why }
clean-caution-pdf = Chaque page est devenue une image. Relisez-la et comparez-la à l’original : les mots, les nombres et la mise en page qui marquent un exemplaire y sont encore, et peut-être des marques d’imprimante autres que des points jaunes.
clean-caution-image = Regardez l’image : visages, reflets, écrans, numéros y sont toujours.
clean-caution-plain-text = Les mots sont entiers : noms, tournures et mots qui ne figurent que dans un exemplaire y sont toujours.
clean-caution-recording = Écoutez, regardez : voix, lieux, heures affichées y sont toujours.
inspect-looking = Examen de { $file }
inspect-file = { $file } ({ $kind }) :
inspect-nothing = Rien n’a été trouvé. Ce n’est pas une preuve : la formulation, la mise en page et ce que montre une image peuvent aussi désigner quelqu’un.
inspect-unfinished = Pas examiné jusqu’au bout : { $why }
inspect-refused = { $file } : pas examiné. { $why }
inspect-page = page { $page }
inspect-copy = exemplaire { $copy }
inspect-area = à partir de { $left }, { $top } : { $width } × { $height } points
inspect-same = Les exemplaires sont identiques en tout ce qui a été comparé.
inspect-differences = Là où les exemplaires diffèrent du premier ({ $count }), ce qui pourrait désigner qui les avait :
inspect-group-failed-redaction = Caviardages ratés : tout lecteur de l’original peut lire ceci
inspect-group-stays = Ce qu’une copie nettoyée montre encore
inspect-group-gone = Ce que dit l’original, et que ne dit plus une copie nettoyée
inspect-difference-form = format ou pages
inspect-difference-trace = dit par un seul
inspect-difference-words = mots
inspect-difference-spacing = espaces, caractères invisibles
inspect-difference-moved = place des mots
inspect-difference-pixels = aspect
inspect-kind-text-under-box = texte sous un rectangle
inspect-kind-text-under-image = texte sous une image
inspect-kind-unapplied-redaction = caviardage marqué mais pas appliqué
inspect-kind-dark-highlight = texte sous un surlignage de sa couleur
inspect-kind-cross-hatch = texte sous des hachures
inspect-kind-telling-bookmark = signet ou autre chaîne qui en dit trop
inspect-kind-printer-dots = points d’une imprimante couleur
inspect-kind-homoglyph = lettres qui ressemblent à d’autres
inspect-kind-odd-space = espaces inhabituelles
inspect-kind-double-space = espaces doubles
inspect-kind-faint-text = texte très pâle
inspect-kind-hidden-character = caractères invisibles
inspect-kind-trailing-space = espaces en fin de ligne
inspect-kind-invisible-text = texte de la couleur du papier
inspect-kind-tiny-text = texte trop petit pour être vu
inspect-kind-clipped-text = texte coupé par un cadre
inspect-kind-text-outside-page = texte en dehors de la page
inspect-kind-text-layer = couche de texte non dessinée
inspect-kind-hidden-layer = calque masqué
inspect-kind-hidden-text = texte masqué
inspect-kind-unseen-text = texte qu’aucune page ne montre
inspect-kind-hidden-sheet = feuille masquée
inspect-kind-hidden-rows = ligne masquée
inspect-kind-hidden-columns = colonne masquée
inspect-kind-hidden-slide = diapositive masquée
inspect-kind-hidden-name = nom de cellules masqué
inspect-kind-speaker-notes = notes de l’orateur
inspect-kind-alternative-text = texte de remplacement
inspect-kind-earlier-version = version antérieure
inspect-kind-unused-objects = objets qui ne servent plus
inspect-kind-revision = modification suivie
inspect-kind-revision-ids = numéros de sessions d’écriture
inspect-kind-comment = commentaire
inspect-kind-annotation = annotation
inspect-kind-author-name = auteur
inspect-kind-metadata = métadonnée
inspect-kind-field = champ
inspect-kind-form-field = champ de formulaire
inspect-kind-layer = calque
inspect-kind-local-path = chemin sur une machine
inspect-kind-external-link = lien
inspect-kind-printer-settings = imprimante
inspect-kind-custom-data = données d’un logiciel
inspect-kind-cached-data = données en cache
inspect-kind-script = script
inspect-kind-macro = macro
inspect-kind-attachment = fichier joint
inspect-kind-embedded-object = objet incorporé
inspect-kind-thumbnail = vignette
inspect-kind-different-thumbnail = vignette qui montre autre chose
inspect-kind-bytes-behind-end = octets après la fin
inspect-kind-second-track = seconde piste
inspect-kind-subtitles = sous-titres
inspect-kind-chapter = chapitre
redacted =
    { $count ->
        [one] Caviardé par la rédaction : { $count } cadre ou marque. Regardez-le, et ce qui l’entoure.
       *[other] Caviardé par la rédaction : { $count } cadres ou marques. Regardez chacun, et ce qui l’entoure.
    }
redacted-page =
    { $count ->
        [one] page { $page } : { $count }
       *[other] page { $page } : { $count }
    }

## Regarder
preview-looking = Examen de { $file }
preview-pages =
    { $count ->
        [one] { $file } ({ $kind }) : { $count } page
       *[other] { $file } ({ $kind }) : { $count } pages
    }
preview-words =
    { $count ->
        [one] { $count } mot
       *[other] { $count } mots
    }
preview-text =
    { $file } ({ $kind }) : { $lines ->
        [one] { $lines } ligne
       *[other] { $lines } lignes
    }, { $words ->
        [one] { $words } mot
       *[other] { $words } mots
    }
preview-more =
    { $count ->
        [one] … et encore { $count } ligne : --from { $next }
       *[other] … et encore { $count } lignes : --from { $next }
    }
preview-film =
    { $file } ({ $kind }) : { $seconds ->
        [one] { $seconds } seconde
       *[other] { $seconds } secondes
    }, { $frames ->
        [one] { $frames } image montrée
       *[other] { $frames } images montrées
    }
preview-sound =
    { $seconds ->
        [one] { $file } ({ $kind }) : { $seconds } seconde de son, au plus fort { $percent } % de ce qui est possible
       *[other] { $file } ({ $kind }) : { $seconds } secondes de son, au plus fort { $percent } % de ce qui est possible
    }
preview-sheet = Planche : { $path }

## Relecture et publication
vet-drafted =
    Le début de la fiche est dans { $file }. Remplissez les textes vides, ôtez les documents qui ne doivent pas paraître, puis :
    { "  " }sourdine vet sign { $case } --entry { $file }
vet-candidate = La fiche { $entry }, en bref ; l’aperçu montre tout ce qui sera publié :
vet-facts = { "  " }état { $status } · confiance { $confidence } · affirmations : { $claims } · sources : { $sources } · documents : { $documents }
finding = { "  " }{ $finding }  { $place }, ligne { $line }, colonne { $column } : { $lint }
finding-original = { "    " }ces mots sont dans l’original : { $original }
finding-allowed = { "    " }{ $editor } l’a laissé passer le { $day } : { $reason }
findings-none = Rien de ce qui est cherché n’a été trouvé dans la fiche et ses documents.
findings-allowed = Trouvé, et laissé passer par un rédacteur :
findings-elsewhere = Laissé passer dans cette affaire, mais pas pour ce texte, ou pas retrouvé sur cette machine :
findings-no-names = La liste des noms du bureau est vide : aucun nom n’a été cherché (« sourdine desk names add »).
findings-uncompared = Originaux dont les mots n’ont pas été comparés :
allowed = { "  " }{ $finding }  { $place } : { $lint }
allow-ask-reason = Pourquoi cela peut-il devenir public ? Les autres rédacteurs le liront :
uncompared-letter-away = cette lettre n’est pas sur cette machine
uncompared-letter-closed = cette lettre ne s’ouvre pas pour vous
uncompared-letter-large = cette lettre est trop grande pour être ouverte ici
uncompared-file-large = ce fichier est trop grand
uncompared-no-words = aucun mot ne s’y lit, et aucune copie propre n’en montre
uncompared-copy-refused = la copie propre est refusée
lint-hidden-characters = caractères invisibles ou espaces inhabituelles
lint-lookalikes = lettres d’un autre alphabet
lint-email = adresse électronique
lint-telephone = numéro de téléphone
lint-nir = numéro de sécurité sociale
lint-iban = compte bancaire (IBAN)
lint-name = nom de la liste du bureau
lint-coordinates = position exacte
lint-original = huit mots de suite d’un original
names-listed =
    { $count ->
        [0] La liste des noms est vide.
        [one] { $count } nom ne doit pas devenir public :
       *[other] { $count } noms ne doivent pas devenir publics :
    }
names-forgot = Ce dont cette machine se souvenait de la liste des noms ne se lit pas, et se trouve maintenant dans { $path } : des noms manquent peut-être. Comparez les mots de « sourdine triage state » avec un autre rédacteur, puis ôtez ce fichier.
names-gone = La liste des noms du bureau a disparu : cette machine s’en souvient, et le dossier des affaires ne l’a plus. Ce dont cette machine se souvient compte encore ici. Votre prochaine modification de la liste la remet.
names-lost =
    { $count ->
        [one] La liste des noms a perdu { $count } événement dont cette machine se souvient : le dossier a été ramené en arrière. Il compte encore ici. Votre prochaine modification de la liste le remet.
       *[other] La liste des noms a perdu { $count } événements dont cette machine se souvient : le dossier a été ramené en arrière. Ils comptent encore ici. Votre prochaine modification de la liste les remet.
    }
names-missing =
    { $count ->
        [one] Il manque à la liste des noms { $count } événement que d’autres nomment : des noms peuvent y manquer. Faites copier de nouveau le dossier des affaires, depuis la machine de chaque rédacteur. S’il n’est nulle part : « sourdine desk names give-up ».
       *[other] Il manque à la liste des noms { $count } événements que d’autres nomment : des noms peuvent y manquer. Faites copier de nouveau le dossier des affaires, depuis la machine de chaque rédacteur. S’ils ne sont nulle part : « sourdine desk names give-up ».
    }
names-apart =
    { $count ->
        [one] { $count } événement de la liste des noms est sans effet : « sourdine desk names show ».
       *[other] { $count } événements de la liste des noms sont sans effet : « sourdine desk names show ».
    }
names-give-up-sure =
    { $count ->
        [one] { $count } événement de la liste des noms est-il perdu pour de bon ? Le rédacteur de sa machine a été interrogé, et personne ne l’a ? Un nom qu’il a mis sur la liste n’est pas cherché. (oui/non)
       *[other] { $count } événements de la liste des noms sont-ils perdus pour de bon ? Les rédacteurs de leurs machines ont été interrogés, et personne ne les a ? Les noms qu’ils ont mis sur la liste ne sont pas cherchés. (oui/non)
    }
names-left-aside = { $path } se trouve à côté de la liste des noms et ne s’ouvre pas : on l’a déposé là, ou une copie a été coupée. Il a été laissé de côté, et des noms peuvent manquer ; ôtez-le une fois fixé.
names-forked =
    { $count ->
        [one] { $count } événement de la liste des noms n’ôte aucun nom : la chaîne de sa machine se divise. Si les deux branches sont de lui, son rédacteur le dit (« sourdine desk names join ») ; sinon, la machine a été copiée (« sourdine triage revoke »).
       *[other] { $count } événements de la liste des noms n’ôtent aucun nom : la chaîne de leur machine se divise. Si les deux branches sont de lui, son rédacteur le dit (« sourdine desk names join ») ; sinon, la machine a été copiée (« sourdine triage revoke »).
    }
names-behind = Les fichiers de cette machine ont été restaurés d’une copie : la liste des noms a des événements d’elle dont elle ne se souvient pas. Votre prochaine modification de la liste continue sous une nouvelle clé.
names-unreadable = La liste des noms du bureau ne se lit pas : { $reason }
names-not-resealed = La liste des noms du bureau reste scellée comme avant : { $reason }
vet-statement = Ce que vous signez :
vet-documents = Les documents :
vet-preview = L’aperçu est là, à ouvrir dans un navigateur : { $page }
vet-question = Avez-vous lu la fiche et regardé chaque document, et voulez-vous que cela soit publié ? (oui/non)
vet-signed = Signatures sur la fiche { $entry } :
vet-waiting =
    Il faut les signatures de deux rédacteurs : l’autre regarde et signe par :
    { "  " }sourdine vet sign { $case }
vet-ready =
    Deux rédacteurs ont signé exactement cela. Pour le publier :
    { "  " }sourdine publish { $case }
publish-candidate = La fiche { $entry }, à publier dans { $observatory } :
publish-new = Rien n’est encore public sous ce nom.
publish-same = Elle est déjà publique, exactement telle quelle.
publish-difference = Ce qui change dans ce qui est public (« - » part, « + » vient) :
publish-signed-anew = Une nouvelle clé de publication signe de nouveau que ces fiches restent :
publish-known = { "  " }{ $entry } : deux rédacteurs ont signé exactement cela dans une affaire
publish-unknown = { "  " }{ $entry } : AUCUNE AFFAIRE qui s’ouvre pour vous n’a deux signatures sur exactement cela ; lisez la fiche avant de continuer
publish-quiet = Rien n’est venu d’une autre machine depuis { $day } : si une signature a été retirée ailleurs, vous ne pouvez pas le voir. Faites copier le dossier, ou demandez.
publish-quiet-ahead = Cette machine a noté que quelque chose venait d’une autre le { $day }, qui est à venir : son horloge est fausse, ou l’a été. On ne peut dire si une signature a été retirée ailleurs depuis. Faites copier le dossier, ou demandez.
publish-quiet-always = Rien n’est jamais venu d’une autre machine : si une signature a été retirée ailleurs, vous ne pouvez pas le voir. Faites copier le dossier, ou demandez.
error-publish-unknown = La fiche « { $entry } » est publique sous la clé remplacée, et aucune affaire qui s’ouvre pour vous ne dit que deux rédacteurs l’ont signée et que le bureau l’a publiée
error-publish-unknown-hint = lisez-la : un rédacteur parti avait cette clé. Ôtez-la de l’observatoire, ou publiez avec « --sign-anew { $entry } ».
publish-question = Publier cela ? (oui/non)
published =
    La fiche { $entry } est dans { $folder }.
    Construisez maintenant le site :
    { "  " }sourdine observatory build { $observatory }

## Observatoire
observatory-made =
    L’observatoire est dans { $folder } avec { $entries ->
        [one] { $entries } fiche.
       *[other] { $entries } fiches.
    } Pour le voir : sourdine observatory serve { $folder }
observatory-built =
    Le site est dans { $site } : { $entries ->
        [one] { $entries } fiche
       *[other] { $entries } fiches
    }, { $files ->
        [one] { $files } fichier.
       *[other] { $files } fichiers.
    }
observatory-preview =
    Un APERÇU est dans { $site } : rien n’y a été validé, et chaque page le dit. Il n’est pas pour les lecteurs.
observatory-shipped = { $count ->
        [one] 1 fiche est venue avec Sourdine ; elle est marquée comme non validée par ce bureau.
       *[other] { $count } fiches sont venues avec Sourdine ; elles sont marquées comme non validées par ce bureau.
    }
observatory-served = Le site est là : { $address } (Ctrl-C pour arrêter).

## Erreurs du bureau
error-file = { $path } ne peut pas être lu ou écrit : { $reason }.
unlock-done = Le serveur est déverrouillé, et sert.
unlock-open = Le serveur est ouvert : il n’y avait rien à déverrouiller.
unlock-sure =
    Le serveur est scellé : il vient d’être redémarré, et attend sa clé maîtresse. Cette machine l’a vu ouvert pour la dernière fois le { $day } ; nous sommes le { $today }.
    Une copie de son disque, emportée et démarrée ailleurs, se présente d’ici tout à fait de même. Qui reçoit alors la clé de vous ouvre ce que montre le coffre : combien d’enveloppes, de quelle taille, de quels jours.
    L’opérateur vous a-t-il dit, de vive voix et non par courriel, qu’il a démarré le serveur ? (oui/non)
unlock-sure-unseen =
    Le serveur est scellé : il vient d’être redémarré, et attend sa clé maîtresse. Cette machine ne l’a jamais vu ouvert ; nous sommes le { $today }.
    Une copie de son disque, emportée et démarrée ailleurs, se présente d’ici tout à fait de même. Qui reçoit alors la clé de vous ouvre ce que montre le coffre : combien d’enveloppes, de quelle taille, de quels jours.
    L’opérateur vous a-t-il dit, de vive voix et non par courriel, qu’il a démarré le serveur ? (oui/non)
error-unlock-unconfirmed = Un serveur ne se déverrouille que si son opérateur vous a dit, de vive voix, qu’il l’a démarré
error-unlock-unconfirmed-hint = demandez-lui, puis donnez --operator-confirmed.
error-unlock-damaged = La clé maîtresse scellée que le serveur a envoyée est abîmée
error-unlock-damaged-hint = prévenez l’opérateur : sa copie de la clé ouvre toujours le coffre, et un démarrage avec elle refait ce fichier.
error-unlock-version = Une autre version du serveur a scellé sa clé maîtresse (version { $version })
error-unlock-version-hint = installez la version qu’a l’opérateur.
error-unlock-others = La clé maîtresse du serveur est scellée pour les rédacteurs d’une liste qui ne vous nomme pas, ou nomme d’autres clés de vous
error-unlock-others-hint = demandez à un rédacteur qui était sur la liste quand le serveur était ouvert pour la dernière fois.
error-unlock-wrong = La clé maîtresse envoyée d’ici n’ouvre pas le coffre du serveur ; rien n’y a été changé
error-unlock-wrong-hint = prévenez l’opérateur : la table des clés du coffre est abîmée, ou n’est pas celle de cette clé.
error-question-terminal = Il n’y a pas de terminal où demander
error-question-terminal-hint = donnez --yes si vous êtes sûr.
error-question-declined = Rien n’a été changé.
error-passphrase = La phrase de passe n’ouvre pas { $path }
error-passphrase-hint = tapez-la de nouveau, ou regardez le fichier que vous avez indiqué.
error-passphrase-terminal = Il n’y a pas de terminal où demander la phrase de passe
error-passphrase-terminal-hint = donnez --passphrase-file ({ $reason }).
error-passphrase-differ = Les deux phrases de passe diffèrent
error-passphrase-differ-hint = tapez deux fois la même.
error-passphrase-long = La phrase de passe dépasse { $most } octets
error-passphrase-long-hint = choisissez-en une plus courte.
error-passphrase-open = D’autres, sur cette machine, peuvent lire la phrase de passe dans { $path }
error-passphrase-open-hint = faites chmod 600 ; s’ils ont pu la lire, choisissez-en une autre.
error-passphrase-short = La phrase de passe a moins de { $least } caractères
error-passphrase-short-hint = prenez six mots au hasard.
error-identity-missing = { $path } n’est pas là
error-identity-missing-hint = fondez un bureau par « sourdine desk new », devenez rédacteur d’un bureau par « sourdine desk card », ou indiquez son dossier par --desk.
error-identity-malformed = { $path } n’est pas un fichier d’identité sous phrase de passe, ou a été abîmé
error-identity-malformed-hint = restaurez-le depuis votre copie.
error-other-card = { $path } n’est pas de cette identité
error-other-card-hint = ôtez-le : il est refait d’après vos clés.
card-made = { $path } était perdu ou abîmé, et a été refait d’après vos clés.
cases-locked = Un autre programme écrit dans le dossier des affaires : attente jusqu’à ce qu’il ait fini. Ctrl-C arrête.
error-desk-nowhere = Aucun dossier n’est connu pour le bureau
error-desk-nowhere-hint = définissez HOME, ou indiquez-en un par --desk.
error-desk-occupied = Ce dossier est déjà celui d’un bureau ({ $path } s’y trouve).
error-desk-occupied-hint = Gardez-le : sans son identity.age, plus rien ne s’ouvre. Pour un autre bureau, indiquez un autre dossier par --desk.
error-desk-roster = { $path } est abîmé, ou n’est pas signé par le bureau dont l’empreinte est à côté.
error-desk-roster-hint = Faites exporter la liste par un autre rédacteur (« sourdine roster export FICHIER »), ou copier par l’opérateur celle du serveur, et prenez-la : « sourdine roster accept FICHIER ».
error-desk-fingerprint = { $path } ne se lit pas
error-desk-fingerprint-hint = « sourdine roster accept { $roster } » le récrit, d’après la liste qui est à côté. Si elle est abîmée aussi, faites-vous dire l’empreinte de vive voix par le rédacteur fondateur : « sourdine roster accept FICHIER --fingerprint … ».
error-desk-cases = Les affaires étaient dans { $before } la dernière fois, et desk.toml indique maintenant { $now }
error-desk-cases-hint = si desk.toml a été abîmé, indiquez-y de nouveau leur dossier (cases = "…"). Si vous voulez l’autre dossier, ôtez { $noted }.
error-token-there = Un jeton est déjà dans { $path }.
error-token-there-hint = Pour un nouveau : « sourdine desk token --replace » ; l’ancien ne vaut plus dès que l’opérateur a la nouvelle empreinte.
error-onion-key-there = Une clé est déjà dans { $path }.
error-onion-key-there-hint = Pour une nouvelle : « sourdine desk onion-key --replace » ; l’ancienne n’ouvre plus rien dès que l’opérateur a la nouvelle ligne et a redémarré tor.
error-onion-key-no-onion = { $address } n’est pas une adresse onion
error-onion-key-no-onion-hint = seul tor demande une telle clé. Indiquez l’onion des rédacteurs par --server, ou dans desk.toml.
error-onion-key-damaged = { $path } ne contient pas de clé pour l’onion
error-onion-key-damaged-hint = supprimez ce fichier, refaites une demande (« sourdine desk request ») et donnez-la à l’opérateur.
error-request-off-roster = La liste qui est ici ne nomme pas { $name } avec ces clés
error-request-off-roster-hint = faites ajouter votre card.json par le rédacteur fondateur, puis prenez la liste (« sourdine roster accept FICHIER »).
error-join-no-key = Cette machine n’a pas de clé pour l’onion des rédacteurs
error-join-no-key-hint = « sourdine desk request » la crée, avec une demande pour l’opérateur. Sur la machine d’un coursier : « sourdine desk onion-key --server ADRESSE ».
error-join-other-desk = Cette réponse est celle d’un autre bureau : son empreinte est { $offered }, vous faites confiance à { $known }
error-join-other-desk-hint = une autre personne vous donne peut-être sa propre réponse : demandez à l’opérateur par une autre voie.
error-join-other-server = desk.toml nomme { $known }, et la réponse dit { $offered }
error-join-other-server-hint = demandez à l’opérateur, par une autre voie, si le serveur a déménagé. Si oui : « sourdine desk join FICHIER --replace ».
error-no-roster = Aucune liste n’a encore été acceptée sur cette machine
error-no-roster-hint = « sourdine roster accept FICHIER --fingerprint … ».
error-key-malformed = Ce n’est ni une clé OpenPGP ni une empreinte
error-key-malformed-hint = elle a été coupée ou mal tapée ; copiez-la de nouveau, entière.
error-key-clock = L’horloge de cette machine dit { $today }, et la clé OpenPGP a été faite le { $made }
error-key-clock-hint = réglez l’horloge. La clé est comme avant.
error-key-cannot-sign = La clé OpenPGP ne peut pas signer
error-key-cannot-sign-hint = sa partie secrète manque, ou elle est révoquée ou périmée.
error-key-library = OpenPGP a échoué : { $said }.
error-card-malformed = Ce n’est pas la carte d’un rédacteur ({ $said })
error-card-malformed-hint = faites-la envoyer de nouveau ; « sourdine desk card » l’écrit sous le nom card.json.
error-card-name = Ce n’est pas un nom de rédacteur
error-card-name-hint = 1 à 32 caractères parmi a-z, 0-9 et le tiret.
error-card-certificate = Le certificat OpenPGP de la carte ne se lit pas
error-card-certificate-hint = faites envoyer la carte de nouveau.
error-desk-key-missing = { $path } n’est pas là.
error-desk-key-missing-hint = Elle signe les listes : branchez le support qui la porte, et indiquez-la par --desk-key FICHIER. Seul le rédacteur fondateur l’a.
error-roster-other-desk = Cette liste est celle d’un autre bureau : son empreinte est { $found }, vous vous fiez à { $trusted }.
error-roster-other-desk-hint = Quelqu’un vous donne peut-être une liste à lui : demandez au rédacteur fondateur par une autre voie.
error-roster-clock = L’horloge de cette machine dit { $today }, et la liste a été signée le { $signed }
error-roster-clock-hint = réglez l’horloge de cette machine. Si elle est juste, celle de la machine qui a signé était fausse : faites signer de nouveau la liste par le rédacteur fondateur (« sourdine roster sign »).
error-roster-another-desk = Cette machine se fie à un autre bureau : { $known }. La liste est celle du bureau { $offered }.
error-roster-another-desk-hint = Si vous voulez passer à ce bureau, dites-le par --another-desk : sa liste et son empreinte remplacent celles qui sont ici, et les nouvelles affaires sont scellées pour ses rédacteurs. Sinon, demandez au rédacteur fondateur.
error-roster-signature = La signature n’est pas celle du bureau sur ce texte : la liste a été modifiée.
error-roster-signature-hint = Procurez-vous-la de nouveau, et demandez au rédacteur fondateur.
error-roster-rollback = Voici la liste numéro { $offered }, et la numéro { $seen } a déjà été vue : quelqu’un en propose une ancienne, où se trouve peut-être encore un rédacteur retiré.
error-roster-rollback-hint = Procurez-vous la liste actuelle.
error-roster-unseen = On n’a pas pu regarder les affaires, qui connaissent peut-être une liste plus récente que la numéro { $number } : { $reason }
error-roster-unseen-hint = déverrouillez vos clés de rédacteur ; ou demandez à un autre rédacteur le numéro de la liste la plus récente (« sourdine roster show »), et si c’est { $number }, dites « --newest { $number } ».
error-roster-fork = Il y a deux listes numéro { $serial } différentes
error-roster-fork-hint = le bureau en signe une nouvelle par « sourdine roster sign ».
error-roster-certificate = Le certificat de « { $editor } » ne se lit pas, ou un autre rédacteur a le même.
error-roster-unknown = Aucun rédacteur de la liste ne s’appelle « { $editor } »
error-roster-unknown-hint = « sourdine roster show » les montre.
error-roster-taken = « { $editor } » est déjà sur la liste
error-roster-taken-hint = retirez d’abord l’ancien, ou choisissez un autre nom.
error-roster-last = « { $editor } » est le dernier rédacteur, et il faut quelqu’un pour lire
error-roster-last-hint = ajoutez-en d’abord un autre.
error-roster-fingerprint = L’empreinte du bureau est nécessaire : cette machine n’en a accepté aucune qui se lise
error-roster-fingerprint-hint = faites-vous-la dire de vive voix par le rédacteur fondateur, et donnez-la par --fingerprint.
error-envelope-unknown = Aucune enveloppe reçue ne s’appelle « { $name } »
error-envelope-unknown-hint = « sourdine inbox » les montre, « sourdine pull » va en chercher.
error-envelope-ambiguous = Plusieurs enveloppes commencent par « { $name } »
error-envelope-ambiguous-hint = tapez-en davantage.
error-envelope-not-opened = { $id } n’a pas été ouverte sur cette machine.
error-envelope-not-opened-hint = Ouvrez-la d’abord : sourdine open { $id }
error-envelope-record = { $path } ne se lit pas
error-envelope-record-hint = ouvrez de nouveau l’enveloppe, ce qui le récrit : sourdine open { $id }
error-scratch-none = Aucun dossier en mémoire n’a été trouvé (XDG_RUNTIME_DIR, /dev/shm)
error-scratch-none-hint = montez-en un (mount -t tmpfs none DOSSIER) et indiquez-le par --scratch. Les documents ne sont jamais déchiffrés sur un disque.
error-scratch-disk = { $path } n’est pas en mémoire
error-scratch-disk-hint = indiquez un dossier d’un tmpfs par --scratch. Les documents ne sont jamais déchiffrés sur un disque.
error-scratch-not-ours = { $path } est à quelqu’un d’autre, ou ouvert à d’autres
error-scratch-not-ours-hint = ôtez-le, ou indiquez un autre endroit par --scratch.
error-sealed-closed = { $path } ne s’ouvre pas : il est scellé pour d’autres clés que les vôtres, ou a été abîmé.
error-sealed-closed-hint = Faites-le sceller de nouveau (« sourdine triage reseal ») par un rédacteur qui peut l’ouvrir, ou restaurez-le depuis une copie.
error-sealed-damaged = { $path } a été coupé ou modifié
error-sealed-damaged-hint = restaurez-le depuis une copie.
error-sealed-large = { $path } est plus gros que ce que Sourdine garde dans un tel fichier.
error-sealed-recipients = On ne peut pas sceller pour les clés de la liste
error-sealed-recipients-hint = faites-la signer de nouveau par le bureau.
case-forgot = Ce dont cette machine se souvenait de l’affaire ne se lit pas, et se trouve maintenant dans { $path } : jusqu’à ce qu’elle ait tout revu, elle croit ce que montre le dossier. Comparez les mots de « sourdine triage state » avec un autre rédacteur, puis ôtez ce fichier.
case-left-aside = { $path } se trouve à côté de l’affaire et ne s’ouvre pas : ce qui l’ouvre est encore en chemin, quelqu’un l’a déposé là, ou une copie a été coupée. Il a été laissé de côté ; ôtez-le une fois fixé.
case-lost =
    { $count ->
        [one] L’affaire { $case } a perdu { $count } événement dont cette machine se souvient : le dossier a été ramené en arrière. Votre prochaine modification le remet.
       *[other] L’affaire { $case } a perdu { $count } événements dont cette machine se souvient : le dossier a été ramené en arrière. Votre prochaine modification les remet.
    }
case-missing =
    { $count ->
        [one] Il manque à l’affaire { $case } { $count } événement que d’autres nomment. Rien n’en est publié tant qu’il n’est pas là.
       *[other] Il manque à l’affaire { $case } { $count } événements que d’autres nomment. Rien n’en est publié tant qu’ils ne sont pas là.
    }
case-apart =
    { $count ->
        [one] L’affaire { $case } a { $count } événement sans effet : « sourdine triage show { $case } ».
       *[other] L’affaire { $case } a { $count } événements sans effet : « sourdine triage show { $case } ».
    }
case-forked =
    { $count ->
        [one] { $count } événement ne décide de rien : la chaîne de sa machine se divise. Si les deux branches sont de lui, son rédacteur le dit (« sourdine triage join ») ; sinon, la machine a été copiée (« sourdine triage revoke »).
       *[other] { $count } événements ne décident de rien : la chaîne de leur machine se divise. Si les deux branches sont de lui, son rédacteur le dit (« sourdine triage join ») ; sinon, la machine a été copiée (« sourdine triage revoke »).
    }
case-read-by-who-left =
    { $count ->
        [one] { $count } événement a été écrit sous une liste plus ancienne : un rédacteur parti peut le lire.
       *[other] { $count } événements ont été écrits sous une liste plus ancienne : un rédacteur parti peut les lire.
    }
case-behind = L’affaire a des événements de cette machine dont elle ne se souvient pas. Soit ses fichiers ont été restaurés d’une copie, soit une copie de sa clé écrit ailleurs. Votre prochaine modification continue sous une nouvelle clé. Si vous n’avez rien restauré, révoquez l’ancienne sur cette machine (« sourdine triage machines », puis « sourdine triage revoke MACHINE »).
case-lacks = Affaire { $case } : la copie propre de « { $document } » n’est pas dans le dossier. Elle est en chemin, ou perdue : alors restaurez-la depuis une copie, ou nettoyez de nouveau le document.
case-events-apart = Sans effet :
error-case-unknown = Aucune affaire ne s’appelle « { $name } »
error-case-unknown-hint = « sourdine triage list » les montre.
error-case-ambiguous = Plusieurs affaires commencent par « { $name } »
error-case-ambiguous-hint = tapez-en davantage.
error-case-misnamed = { $path } contient une autre affaire que son nom ne le dit
error-case-misnamed-hint = quelqu’un l’a renommé ; rendez-lui son nom.
error-case-malformed = L’affaire ne se lit pas ({ $said })
error-case-malformed-hint = restaurez-la depuis une copie.
error-case-newer = L’affaire a été écrite par un Sourdine plus récent ({ $what })
error-case-newer-hint = installez celle de vos collègues.
error-case-newer-event = Un Sourdine plus récent a signé un événement dans cette affaire
error-case-newer-event-hint = prenez la version de vos collègues ; celle-ci lit l’affaire et n’y écrit pas.
error-case-older = L’affaire est de la version 0.1, où les événements n’étaient pas signés
error-case-older-hint = reprenez-la par « sourdine triage take-over ».
error-case-roster = Un rédacteur a pris la liste { $seen }, et cette machine connaît la liste { $known } : un rédacteur parti pourrait lire ce que vous écrivez
error-case-roster-hint = prenez d’abord la liste { $seen } : « sourdine roster accept ».
error-case-forgotten = Ce dont cette machine se souvenait de l’affaire ne se lit pas, et se trouve maintenant dans { $path } : une signature a peut-être été retirée dans ce qu’elle avait vu
error-case-forgotten-hint = comparez les mots de « sourdine triage state » avec un autre rédacteur ; si ce sont les mêmes, ôtez ce fichier.
error-case-missing =
    { $count ->
        [one] Il manque à l’affaire { $count } événement que d’autres nomment : une signature a pu y être retirée
       *[other] Il manque à l’affaire { $count } événements que d’autres nomment : une signature a pu y être retirée
    }
error-case-missing-hint = faites copier de nouveau le dossier des affaires, depuis la machine de chaque rédacteur ; si les événements sont perdus pour de bon, « sourdine triage give-up » le dit.
error-case-no-key = L’affaire n’a pas de clé pour la liste d’aujourd’hui
error-case-no-key-hint = lancez « sourdine triage reseal ».
error-open-for-others = { $path } n’est pas scellé pour vous : cela date d’avant votre entrée sur la liste, ou d’après votre départ.
error-open-for-others-hint = Demandez à un collègue de l’ouvrir.
error-open-damaged = { $path } est abîmé
error-open-damaged-hint = ôtez le fichier et cherchez-le de nouveau (« sourdine pull »). Si le serveur ne l’a plus, un collègue l’a peut-être.
error-open-no-room = La lettre prend { $needed } octets en mémoire, et { $free } sont libres
error-open-no-room-hint = fermez d’autres lettres (« sourdine close --all »), ou indiquez un dossier plus grand par --scratch.
error-letter-archive = { $path } s’est ouvert, mais on ne peut se fier à son archive : elle est abîmée, ou faite pour être lue de deux façons. Rien n’en a été gardé.
error-letter-manifest = { $path } s’est ouvert, mais son envelope.json n’est pas de version 1 : si la source a un Sourdine plus récent, mettez le vôtre à jour.
error-letter-manifest-hint = Rien n’en a été gardé.
error-letter-name = { $path } s’est ouvert, mais un fichier y porte un nom qui pourrait nuire. Rien n’en a été gardé.
error-letter-layout = { $path } s’est ouvert, mais n’est pas agencé comme une enveloppe. Rien n’en a été gardé.
error-letter-message = { $path } s’est ouvert, mais son message n’est pas du texte, ou est plus long que permis. Rien n’en a été gardé.
error-letter-padding = { $path } s’est ouvert, mais son bourrage cache quelque chose. Rien n’en a été gardé.

## Erreurs du coursier
error-audit-no-address = Aucune adresse pour les sources n’est connue
error-audit-no-address-hint = indiquez-la : « sourdine audit http://….onion » ; « sourdine desk join » écrit celle du bureau dans desk.toml.
error-courier-no-server = Aucun serveur n’est connu
error-courier-no-server-hint = indiquez-le par --server, ou dans desk.toml.
error-courier-https = Un service onion est chiffré, et son nom prouve qui il est
error-courier-https-hint = écrivez http:// au lieu de https://.
error-courier-scheme = Ce n’est pas l’adresse d’un serveur
error-courier-scheme-hint = écrivez http://….onion, http://127.0.0.1:port ou unix:/chemin.
error-courier-user-info = L’adresse d’un serveur ne contient ni nom ni mot de passe
error-courier-user-info-hint = le jeton a son propre fichier.
error-courier-path = L’adresse d’un serveur s’arrête après son nom et son port
error-courier-path-hint = retirez la suite.
error-courier-port = Le port, dans l’adresse du serveur, n’est pas un nombre de 1 à 65535.
error-courier-onion = Ce n’est pas une adresse onion
error-courier-onion-hint = elle a 56 caractères parmi a-z et 2-7 avant .onion. Copiez-la en entier.
error-courier-localhost = Cette machine ne résout jamais de noms
error-courier-localhost-hint = écrivez 127.0.0.1 au lieu de localhost.
error-courier-open-network = En HTTP simple, le réseau verrait le jeton
error-courier-open-network-hint = utilisez l’adresse onion du serveur.
error-courier-socket = Une socket s’indique depuis la racine
error-courier-socket-hint = unix:/chemin/vers/socket.
error-courier-socks5 = Avec socks5://, cette machine résoudrait les noms, et son réseau saurait où vous allez
error-courier-socks5-hint = écrivez socks5h://.
error-courier-proxy-scheme = Ce n’est pas un proxy que Sourdine peut utiliser
error-courier-proxy-scheme-hint = écrivez socks5h://127.0.0.1:9050 (navigateur Tor : 9150).
error-courier-proxy-user-info = L’adresse d’un proxy ne contient ici ni nom ni mot de passe
error-courier-proxy-user-info-hint = Sourdine en invente pour chaque connexion, afin que tor les sépare.
error-courier-proxy-address = Le proxy s’indique par son adresse en chiffres et son port, comme socks5h://127.0.0.1:9050.
error-courier-no-tor = Aucun tor sur cette machine, ni au port 9050 ni au 9150
error-courier-no-tor-hint = lancez le service tor (« sudo systemctl start tor ») ou le navigateur Tor, ou dites où il est par --proxy socks5h://127.0.0.1:9050.
error-courier-proxy-absent = Le proxy { $proxy } ne répond pas ({ $reason })
error-courier-proxy-absent-hint = lancez tor ou le navigateur Tor, ou indiquez le bon port par --proxy.
error-courier-not-socks = Ce qui répond à l’adresse du proxy n’est pas tor ({ $reason })
error-courier-not-socks-hint = indiquez le port SOCKS de tor par --proxy.
error-courier-beyond = tor n’a pas pu atteindre le serveur ({ $reason })
error-courier-beyond-hint = réessayez dans quelques minutes. Si cela persiste, demandez à l’opérateur si le serveur tourne et si votre clé de client est la bonne.
error-courier-random = Le système n’a pas de nombres aléatoires à donner
error-courier-random-hint = rien n’a été envoyé.
error-courier-token-unreadable = Le jeton { $path } ne peut pas être lu ({ $reason })
error-courier-token-unreadable-hint = créez-en un par « sourdine desk token », ou indiquez son fichier par --token-file.
error-courier-token-open = D’autres, sur cette machine, peuvent lire le jeton { $path }
error-courier-token-open-hint = faites chmod 600 ; s’ils ont pu le lire, faites-le remplacer.
error-courier-inbox-open = D’autres peuvent écrire dans { $path }
error-courier-inbox-open-hint = faites chmod 700, ou indiquez un autre dossier.
error-courier-inbox-busy = Un autre « pull » travaille dans { $path }
error-courier-inbox-busy-hint = attendez qu’il ait fini.
error-courier-unreachable = Le serveur ne répond pas ({ $reason })
error-courier-unreachable-hint = vérifiez son adresse, et s’il tourne.
error-courier-silent = Le serveur s’est tu trop longtemps
error-courier-silent-hint = réessayez plus tard.
error-courier-cut = La connexion a été coupée
error-courier-cut-hint = réessayez ; ce qui est arrivé est gardé.
error-courier-unavailable = Le serveur est en difficulté (statut { $status })
error-courier-unavailable-hint = réessayez plus tard, et prévenez l’opérateur.
error-courier-sealed = Le serveur est scellé : il a redémarré, et un rédacteur le déverrouille par « sourdine unlock-server »
error-courier-sealed-hint = demandez d’abord à l’opérateur, de vive voix, si c’est lui qui l’a démarré.
error-courier-refused = Le serveur ne connaît pas ce jeton
error-courier-refused-hint = faites ajouter son empreinte par l’opérateur.
error-courier-forbidden = Ce jeton permet de rapatrier, rien de plus
error-courier-forbidden-hint = faites-le depuis la machine d’un rédacteur, avec un jeton de rédacteur.
error-courier-gone = Le serveur n’a plus cette enveloppe
error-courier-gone-hint = les autres rédacteurs en ont fini avec elle, ou ses jours étaient passés.
error-courier-other-hash = Le serveur a autre chose que cette machine sous cet identifiant
error-courier-other-hash-hint = rapatriez-la de nouveau, et prévenez l’opérateur.
error-courier-unexpected = Ce qui répond n’est pas un serveur Sourdine, ou ne dit pas vrai ({ $surprise })
error-courier-unexpected-hint = vérifiez l’adresse, et prévenez l’opérateur.
error-courier-wrong-hash = Ce qui est arrivé n’est pas ce que le serveur avait annoncé (son empreinte diffère) ; cela a été jeté.
error-courier-wrong-hash-hint = Recommencez ; si cela se répète, prévenez l’opérateur.
error-courier-differs = Un autre fichier est déjà là sous cet identifiant
error-courier-differs-hint = déplacez-le, puis recommencez.
error-courier-full = Le disque est plein
error-courier-full-hint = faites de la place pour { $needed } octets, puis recommencez. Rien n’est perdu.
error-pull-incomplete =
    { $failed ->
        [one] { $failed } enveloppe n’est pas arrivée
       *[other] { $failed } enveloppes ne sont pas arrivées
    } ; abandonnées ensuite : { $left }.
error-pull-incomplete-hint = Recommencez : la suite reprend où elle en était.
error-pull-stopped = Arrêté.
error-pull-stopped-hint = Le prochain « pull » reprendra où celui-ci en était.
error-confirm-altered = Le fichier de { $id } n’est plus celui qui a été ouvert ici
error-confirm-altered-hint = « sourdine open { $id } » dit ce qu’il est devenu. Rien n’a été confirmé.
error-confirm-unlisted = Aucune enveloppe, reçue ou au serveur, ne s’appelle « { $name } »
error-confirm-unlisted-hint = « sourdine pull --list » montre ce qui attend. Rien n’a été écarté.
error-confirm-some =
    { $failed ->
        [one] { $failed } enveloppe n’a pas été confirmée.
       *[other] { $failed } enveloppes n’ont pas été confirmées.
    }

## Erreurs du nettoyage et de la publication
error-tool-missing = { $tool } manque
error-tool-missing-hint = installez-le (sous Debian : apt install { $package }).
error-decoder-missing = Le programme sourdine-decoder manque
error-decoder-missing-hint = il vient avec sourdine : mettez-le dans le même dossier.
error-no-namespaces = bubblewrap ne peut pas isoler de programme sur cette machine ({ $said })
error-no-namespaces-hint = autorisez les espaces de noms utilisateur (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1), ou nettoyez sur une autre machine.
error-clean-too-long = Le nettoyage du document a pris trop de temps
error-clean-too-long-hint = découpez-le, ou laissez-le de côté : un fichier fait pour nuire peut en être la cause.
error-clean-memory = Le nettoyage du document a pris plus de { $most } Mio de mémoire ; il a été arrêté
error-clean-memory-hint = découpez-le, ou laissez-le de côté : un fichier fait pour nuire peut en être la cause.
error-clean-output = Un outil a écrit plus qu’annoncé (plus de { $most } octets) ; il a été arrêté
error-clean-output-hint = laissez le document de côté : un fichier fait pour nuire peut en être la cause.
error-no-filter = Sourdine ne connaît pas de filtre d’appels système pour ce processeur
error-no-filter-hint = nettoyez sur une machine à processeur x86-64 ou ARM 64 bits.
error-clean-kind = Ce fichier n’est d’aucune sorte qui se nettoie (pdf, jpg, png, gif, tiff, webp, heic, bmp, pnm, svg, docx, xlsx, pptx, doc, xls, ppt, rtf, odt, ods, odp, odg, epub, html, txt, csv, eml, msg, zip, tar, mp3, flac, ogg, wav, m4a, mp4, mov, avi, mkv, webm)
error-clean-kind-hint = exportez-le en PDF, ou publiez plutôt les faits.
error-clean-archive = Ce fichier est une archive : ce sont les documents qu’elle contient qui se nettoient, chacun à part
error-clean-archive-hint = donnez l’archive à « sourdine clean », qui les en sort.
error-clean-members-none = Cette archive ne contient aucun document
error-clean-members-none-hint = redemandez-la.
error-clean-members-many = Cette archive contient plus de { $most } documents
error-clean-members-many-hint = sortez-en à la main ceux qui comptent.
error-clean-members-room = Les archives de cette archive contiennent ensemble plus de { $documents } documents ou de { $most } Mio
error-clean-members-room-hint = sortez-en à la main ceux qui comptent.
error-clean-member-locked = Ce document de l’archive demande un mot de passe
error-clean-member-locked-hint = sortez-le à la main avec le mot de passe, et nettoyez-le à part.
error-clean-member-damaged = Ce document de l’archive est abîmé
error-clean-member-damaged-hint = redemandez-le.
error-clean-empty = Ce fichier est vide
error-clean-empty-hint = redemandez-le.
error-clean-not-opened = LibreOffice ne peut pas ouvrir ce document : il est abîmé, ou demande un mot de passe
error-clean-not-opened-hint = ouvrez-le avec son propre programme, et enregistrez-le à nouveau sans mot de passe.
error-recording-unreadable = Cet enregistrement est abîmé, ou écrit d’une façon que ffmpeg ne connaît pas ({ $said })
error-recording-unreadable-hint = ouvrez-le avec son propre programme, et enregistrez-le à nouveau.
error-recording-short = Cet enregistrement s’interrompt : ses { $seconds } dernières secondes ne se décodent pas
error-recording-short-hint = redemandez-le.
error-recording-empty = Il n’y a rien à voir ni à entendre dans cet enregistrement
error-recording-empty-hint = redemandez-le.
error-recording-tracks = Cet enregistrement a { $pictures } images et { $sounds } sons côte à côte : un seul de chaque est publié
error-recording-tracks-hint = choisissez avec --picture NUMÉRO et --sound NUMÉRO ; « sourdine preview » montre chacun.
error-clean-cells = Personne ne peut dire quelles cellules de cette feuille se voient : un dessin, une condition ou un format peut en cacher
error-clean-cells-hint = nettoyez-le sans --csv : ses pages montrent ce qui se voit.
error-recording-heavy = La copie dépasserait { $most } Mio
error-recording-heavy-hint = publiez la partie qui compte.
error-pixels-computes = Ce document a des cellules qui montrent un autre résultat à chaque ouverture
error-pixels-computes-hint = ouvrez-le avec son propre programme, et enregistrez-le en xlsx ou en ods : ce qu’il montre alors reste.
error-clean-large = Ce fichier dépasse { $most } Mio
error-clean-large-hint = publiez la partie qui compte.
error-clean-left = Le fichier nettoyé dit encore quelque chose ({ $what })
error-clean-left-hint = retirez-le à la main, ou imprimez le document en PDF et nettoyez celui-ci.
error-clean-not-rewritten = Il y a plus dans cette copie que ce que Sourdine écrit, ou une version antérieure l’a faite
error-clean-not-rewritten-hint = nettoyez l’original à nouveau.
error-clean-damaged = Ce PDF est abîmé ({ $said })
error-clean-damaged-hint = redemandez-le, ou ouvrez-le avec son propre programme et enregistrez-le à nouveau.
error-clean-pages = Un lecteur compte { $one } pages dans ce document, un autre { $other }
error-clean-pages-hint = ouvrez-le avec son propre programme, enregistrez-le à nouveau, et regardez chaque page.
error-pixels-unreadable = Ce fichier est abîmé, ou écrit d’une façon que Sourdine ne connaît pas
error-pixels-unreadable-hint = ouvrez-le avec son propre programme, et enregistrez-le à nouveau.
error-pixels-password = Ce document demande un mot de passe
error-pixels-password-hint = ouvrez-le avec le mot de passe, et enregistrez-le sans.
error-password-none = Ce PDF demande un mot de passe
error-password-none-hint = tapez-le dans un terminal, ou donnez-le avec --passwords-from FICHIER.
error-password-wrong = Aucun mot de passe donné n’ouvre ce PDF
error-password-wrong-hint = demandez-le à la source, ou donnez-en d’autres avec --passwords-from FICHIER.
error-pixels-animated = Cette image bouge : c’est un court film
error-pixels-animated-hint = enregistrez à part l’image qui compte.
error-pixels-empty = Ce document n’a aucune page
error-pixels-empty-hint = redemandez-le, ou ouvrez-le avec son propre programme et enregistrez-le à nouveau.
error-pixels-many = Ce document dit avoir { $count } pages, et { $most } sont le plus
error-pixels-many-hint = découpez-le, ou publiez la partie qui compte.
error-pixels-large = La page { $page } est trop grande ({ $width } × { $height } pixels ; à 150 pixels par pouce { $centimetres } cm)
error-pixels-large-hint = réduisez-la avec son propre programme, ou publiez la partie qui compte.
error-pixels-unfaithful = Ce PDF contient quelque chose que Sourdine dessinerait autrement que d’autres lecteurs
error-pixels-unfaithful-hint = une police qu’il n’apporte pas, une image illisible, un commentaire sans apparence, ou un calque montré selon des règles. Imprimez-le dans un nouveau PDF avec son propre programme, regardez-le, et nettoyez celui-là.
error-pixels-heavy = La copie dépasserait { $most } Mio
error-pixels-heavy-hint = publiez la partie qui compte.
error-pixels-blank = La page { $page } n’a pas pu être dessinée
error-pixels-blank-hint = ouvrez le fichier avec son propre programme, et enregistrez-le à nouveau.
error-text-language = Ce fichier a l’air d’un texte, mais il est écrit pour des programmes ({ $language }) : il peut dire ce qu’on n’y voit pas
error-text-language-hint = ouvrez-le avec son programme, et enregistrez ce qui peut être lu en PDF ou en texte brut.
error-text-empty = Aucun caractère du texte ne se voit
error-text-empty-hint = rien n’en est publié.
error-clean-altered = La copie propre a changé depuis son nettoyage
error-clean-altered-hint = nettoyez de nouveau l’original.
error-preview-exists = « { $path } » existe déjà
error-preview-exists-hint = donnez un autre nom : rien n’est écrasé.
error-preview-write = « { $path } » ne peut pas être écrit : { $reason }
error-preview-write-hint = donnez un autre endroit avec --output.
error-area-form = « { $typed } » n’est pas un cadre : PAGE:X,Y,LARGEUR,HAUTEUR
error-area-form-hint = les pages depuis 1, le reste en centièmes de la page avec au plus deux chiffres après un point, par exemple 2:12.5,40,30,3 ; « sourdine preview --page 2 » montre les nombres.
error-area-empty = Le cadre « { $typed } » n’a pas de largeur ou pas de hauteur
error-area-empty-hint = donnez les deux, en centièmes de la page.
error-area-beyond = Le cadre « { $typed } » dépasse la page
error-area-beyond-hint = la distance du bord gauche et la largeur font ensemble 100 au plus, de même la distance du haut et la hauteur.
error-redact-nothing = Rien n’a été donné à noircir
error-redact-nothing-hint = donnez --box, --text ou --texts-from ; « sourdine clean » fait une copie sans rien noircir.
error-redact-no-letters = « { $text } » n’a ni lettre ni chiffre à chercher
error-redact-no-letters-hint = dessinez un cadre avec --box.
error-redact-empty-list = Il n’y a pas de texte dans { $path }
error-redact-empty-list-hint = écrivez-en un par ligne.
error-redact-no-page = Il n’y a pas de page { $page } : le document en a { $count }
error-redact-no-page-hint = « sourdine preview » les montre toutes.
error-redact-not-found = Introuvable : { $texts }
error-redact-not-found-hint = rien n’a été gardé. Cherchez-le avec « sourdine preview --page » (une image, une écriture, une ligne oblique) et dessinez un cadre avec --box ; ou ôtez ce texte s’il n’y est pas.
error-redact-not-seen = Sur la page { $page }, « { $text } » figure { $said } fois dans le texte propre du document, et a été lu { $seen } fois dans les pixels
error-redact-not-seen-hint = rien n’a été gardé. Regardez avec « sourdine preview --page { $page } », et dessinez sur cette page un cadre avec --box là où il est, ou n’importe où s’il n’y est pas visible.
error-redact-not-read = tesseract ne peut pas lire la page { $page }
error-redact-not-read-hint = rien n’a été gardé. Dessinez des cadres, avec --box seul.
error-redact-not-extracted = pdftotext ne peut pas lire le texte propre du document
error-redact-not-extracted-hint = rien n’a été gardé. Imprimez-le vers un nouveau PDF avec son propre programme, ou dessinez des cadres avec --box seul.
error-redact-still-there = « { $text } » se lit encore sur la page { $page } de la copie
error-redact-still-there-hint = rien n’a été gardé. Dessinez un cadre par-dessus avec --box ; « sourdine preview --page { $page } » montre les nombres.
error-redact-not-covered = Un cadre de la page { $page } de la copie n’est pas noir
error-redact-not-covered-hint = rien n’a été gardé. C’est un défaut de Sourdine : dites-le à ses auteurs.
error-redact-no-box-on-text = Un texte brut n’a pas de pages où dessiner des cadres
error-redact-no-box-on-text-hint = utilisez --text : chaque endroit reçoit une marque d’une même largeur.
error-redact-recording = Sourdine noircit des pages, des images et des textes, pas des enregistrements
error-redact-recording-hint = coupez ou floutez avec un autre programme ce qui ne doit être ni vu ni entendu, puis nettoyez le reste ; ou publiez les faits.
error-not-cleaned = « { $file } » est dans la fiche, mais aucune copie propre de l’affaire n’a son SHA-256
error-not-cleaned-hint = nettoyez le document avec « sourdine clean », et mettez l’empreinte de la copie propre dans la fiche.
error-document-disagrees = « { $file } » est cité avec une autre extension ou un autre cleaned_with que sa copie propre (.{ $extension }, { $cleaned })
error-document-disagrees-hint = corrigez la fiche.
error-not-vouched = Aucun rédacteur de la liste actuelle ne répond de la copie nettoyée { $sha256 } : qui l’a nettoyée a quitté la liste, ou quelqu’un d’autre l’a mise là.
error-not-vouched-hint = Nettoyez de nouveau l’original par « sourdine clean ».
error-not-listed = Un document propre ({ $sha256 }) n’est pas dans la fiche
error-not-listed-hint = citez-le, ou ne le faites pas valider.
error-not-signed = La signature de « { $editor } » ne compte pas
error-not-signed-hint = elle porte sur autre chose que cette fiche et ces documents, ou « { $editor } » n’est pas dans la liste actuelle des rédacteurs ; faites signer de nouveau avec « sourdine vet ».
error-same-editor = Les deux signatures sont de « { $editor } »
error-same-editor-hint = une autre personne doit regarder et signer.
error-name-taken = « { $id } » est déjà publié sous un autre uuid
error-name-taken-hint = un nom ne sert jamais deux fois, choisissez-en un autre.
error-unannounced = « { $id } » est déjà publié
error-unannounced-hint = gardez ses « changes » et ajoutez-en un qui dit ce qui change.
error-publish-set-aside = L’affaire { $case } est écartée : rien n’en est publié
error-publish-set-aside-hint = si l’on en a décidé autrement, donnez-lui un autre état par « sourdine triage set ».
error-publish-case-changed = Quelque chose est venu dans l’affaire pendant que vous lisiez : une signature a pu être retirée
error-publish-case-changed-hint = publiez de nouveau, et lisez ce qui a changé par « sourdine triage show ».
error-publish-no-key = La liste ne nomme pas de clé de publication
error-publish-no-key-hint = le rédacteur fondateur en crée une par « sourdine roster sign », et tous acceptent cette liste.
error-publish-old-roster = La clé de publication est celle de la liste { $roster }, et l’observatoire en a une de la liste { $observatory }
error-publish-old-roster-hint = reprenez la liste la plus récente par « sourdine roster accept ».
error-publish-unverified = { $path } contient une fiche « { $entry } » que ce bureau n’a pas publiée, et qui n’a pas été écrasée
error-publish-unverified-hint = regardez ce que c’est ; remettez ce qui a été signé, ou déplacez le dossier, et publiez de nouveau.
error-publish-changed = L’observatoire a changé pendant que vous regardiez
error-publish-changed-hint = publiez de nouveau.
error-publication-key-missing = La clé de publication que nomme la liste n’est pas là ({ $path })
error-publication-key-missing-hint = que le rédacteur fondateur liste les dossiers par « sourdine triage list », ce qui l’y met, ou signe une nouvelle liste par « sourdine roster sign ».
error-publication-key-closed = La clé de publication dans { $path } ne s’ouvre pas pour vous : elle a été endommagée, ou est scellée pour d’autres
error-publication-key-closed-hint = que le rédacteur fondateur liste les affaires par « sourdine triage list », ce qui la remet, puis que chaque rédacteur qui pouvait l’ouvrir lance « sourdine triage reseal ». Si cela n’aide pas, le rédacteur fondateur signe une nouvelle liste par « sourdine roster sign ».
error-publication-key-other = { $path } contient une autre clé que ne le dit son nom
error-publication-key-other-hint = que le rédacteur fondateur l’enlève et signe une nouvelle liste par « sourdine roster sign ».
error-roster-publication = La clé de publication de la liste n’en est pas une que le bureau a certifiée
error-roster-publication-hint = demandez la liste de nouveau, et interrogez le rédacteur fondateur.
error-record-malformed = { $path } n’est pas un relevé de ce qui a été construit
error-record-malformed-hint = remettez-en une copie plus ancienne ; sans lui, la prochaine construction ne peut pas voir qu’une fiche est revenue en arrière.
error-verify-pin = Le « desk » de { $path } n’est pas une empreinte
error-verify-pin-hint = écrivez-y l’empreinte du bureau, telle que la donne « sourdine roster show ».
error-verify-other-desk = { $path } est d’un autre bureau : son empreinte est « { $found } », il fallait « { $known } »
error-verify-other-desk-hint = remettez le fichier tel qu’il était.
error-verify-key = { $path } n’est pas une clé de publication que le bureau a certifiée, ou manque
error-verify-key-hint = remettez le dossier « publication » tel que l’a laissé la dernière publication.
error-verify-old-key = { $path } est la clé de publication de la liste { $since }, que celle de la liste { $seen } a remplacée
error-verify-old-key-hint = prenez l’observatoire le plus récent ; s’il n’y en a pas, publiez sous la nouvelle clé par « sourdine publish », qui signe de nouveau ce qui reste.
error-verify-list = { $path } n’est pas signé par la clé de publication du bureau
error-verify-list-hint = remettez le dossier « publication » tel que l’a laissé la dernière publication.
error-verify-unsigned = { $path } : le bureau n’a signé aucune déclaration sur la fiche « { $entry } »
error-verify-unsigned-hint = publiez-la par « sourdine publish », ou enlevez-la ; « --unvetted » en fait un aperçu marqué.
error-verify-statement = { $path } : la déclaration sur « { $entry } » n’est ni signée par la clé de publication du bureau, ni dans la liste de cette clé
error-verify-statement-hint = remettez ce qui a été publié ; si une clé plus ancienne l’a signée, publiez de nouveau l’affaire.
error-verify-changed = { $path } : ce n’est pas la fiche « { $entry } » que le bureau a signée
error-verify-changed-hint = remettez ce qui a été publié, ou faites signer le changement par deux rédacteurs et publiez-le.
error-verify-rolled-back = { $path } : une version plus récente de « { $entry } » a déjà été construite
error-verify-rolled-back-hint = remettez la plus récente. Si un texte ancien doit revenir, publiez-le comme un nouveau changement.
error-verify-taken-back = { $path } : le bureau a retiré la fiche « { $entry } », et elle est là
error-verify-taken-back-hint = quelqu’un l’a peut-être remise : ôtez-la. Si le bureau la publie de nouveau, la nouvelle version liste une modification de plus.
error-verify-removed = { $path } : la fiche « { $entry } » a été publiée, et n’est pas là
error-verify-removed-hint = remettez-la ; si le bureau l’a retirée, construisez avec « --without { $entry } ».
error-preview-place = Un aperçu demande un dossier à lui
error-preview-place-hint = indiquez-le avec --to.
error-preview-site = { $path } est la place du site, et un aperçu n’est pas un site
error-preview-site-hint = indiquez un autre dossier avec --to.
error-tag = « { $typed } » n’est pas une étiquette
error-tag-hint = 1 à { $most } caractères parmi a-z, 0-9 et le tiret.
error-state = « { $typed } » n’est pas un état : { $states }.
error-technology = « { $typed } » n’est pas une technique.
error-technology-hint = Voici celles que connaît l’observatoire : { $technologies }.
error-triage-nothing = Il n’y a rien à dire de l’affaire
error-triage-nothing-hint = « sourdine triage set --help » montre ce qui peut l’être.
error-note-empty = La note est vide.
error-note-long = La note dépasse { $most } octets, ou n’est pas du texte UTF-8
error-note-long-hint = raccourcissez-la.
error-reseal-closed =
    { $count ->
        [one] { $count } affaire, copie nettoyée ou liste de noms ne s’ouvre pas pour vous, et reste scellée comme avant.
       *[other] { $count } affaires, copies nettoyées ou listes de noms ne s’ouvrent pas pour vous, et restent scellées comme avant.
    }
error-reseal-closed-hint = Un rédacteur qui peut les ouvrir lance « sourdine triage reseal ».
error-not-on-roster = Vous (« { $editor } ») n’êtes pas sur la liste des rédacteurs que cette machine connaît : rien de ce que vous écririez ne serait scellé pour vous, et votre signature ne compte pas.
error-not-on-roster-hint = Prenez la liste la plus récente par « sourdine roster accept », ou demandez au rédacteur fondateur.
error-observatory-unknown = Aucun observatoire n’est connu
error-observatory-unknown-hint = indiquez son dossier par --observatory, ou dans desk.toml.
error-letter-not-open = La lettre { $letter } n’est pas ouverte sur cette machine
error-letter-not-open-hint = ouvrez-la par « sourdine open ».
error-letter-other-case = La lettre { $letter } n’est pas dans cette affaire
error-letter-other-case-hint = mettez-l’y par « sourdine triage add ».
error-letter-no-file = La lettre { $letter } n’a pas de fichier « { $name } »
error-letter-no-file-hint = « sourdine show » les montre.
error-clean-nothing = Aucune lettre de l’affaire n’a de fichier
error-clean-nothing-hint = nommez les fichiers.
error-clean-some =
    { $refused } refus sur { $all ->
        [one] { $all } fichier.
       *[other] { $all } fichiers.
    } Rien n’en sera publié.
error-inspect-some =
    { $refused } sur { $all ->
        [one] { $all } fichier n’a pas pu être examiné.
       *[other] { $all } fichiers n’ont pas pu être examinés.
    }
error-inspect-compare = Il n’y a qu’un fichier, et rien à quoi le comparer
error-inspect-compare-hint = nommez deux exemplaires du document, ou plus.
error-vet-no-entry = Aucune fiche n’a encore été signée dans cette affaire
error-vet-no-entry-hint = « sourdine vet draft » en commence une, « sourdine vet sign --entry » la signe.
error-vet-no-draft = Aucune fiche n’a encore été signée dans cette affaire
error-vet-no-draft-hint = nommez-en une nouvelle par --id.
error-vet-occupied = { $path } est déjà là, peut-être avec votre travail
error-vet-occupied-hint = indiquez un autre fichier par --to.
error-vet-already = Vous (« { $editor } ») avez déjà signé exactement cela
error-vet-already-hint = à un autre rédacteur, maintenant, de regarder et de signer.
error-vet-changed = Un rédacteur a laissé passer une trouvaille pendant que vous regardiez
error-vet-changed-hint = regardez de nouveau, par « sourdine vet sign ».
error-vet-nothing-to-withdraw = Aucune signature de vous ne tient dans cette affaire
error-vet-nothing-to-withdraw-hint = « sourdine vet show » dit qui a signé.
error-vet-disputed = Des fiches différentes ont été signées par des rédacteurs qui ne savaient rien l’un de l’autre : aucune ne compte
error-vet-disputed-hint = convenez d’une seule, et signez-la par « sourdine vet sign --entry ».
error-triage-no-event = Aucun événement sans effet à admettre ne s’appelle « { $name } »
error-triage-no-event-hint = « sourdine triage show » et « sourdine desk names show » les montrent.
error-triage-nothing-forked = Aucune chaîne de vous ne se divise ici
error-triage-nothing-forked-hint = il n’y a rien à réunir.
error-findings =
    { $count ->
        [one] { $count } trouvaille ne doit pas devenir publique ainsi
       *[other] { $count } trouvailles ne doivent pas devenir publiques ainsi
    }
error-findings-hint = « sourdine vet check » les montre ; changez le texte, ou dites par « sourdine vet allow » pourquoi elles peuvent rester.
error-finding-unknown = Aucune trouvaille de cette fiche ne s’appelle « { $name } »
error-finding-unknown-hint = « sourdine vet check » montre leurs noms, qui changent avec le texte.
error-finding-ambiguous = Plusieurs trouvailles commencent par « { $name } »
error-finding-ambiguous-hint = écrivez-en davantage.
error-signed-future = « { $editor } » a signé un jour qui n’est pas encore venu : une horloge est fausse
error-signed-future-hint = réglez l’horloge de cette machine, ou de celle qui a signé ; dans ce cas « { $editor } » signe de nouveau, par « sourdine vet sign ».
error-unseen = « { $editor } » a signé avant qu’un autre rédacteur laisse passer une trouvaille
error-unseen-hint = « { $editor } » doit en lire la raison et signer de nouveau, par « sourdine vet sign ».
error-before-loss = « { $editor } » a signé avant que des événements de l’affaire soient abandonnés
error-before-loss-hint = « { $editor } » doit signer de nouveau, par « sourdine vet sign » : une signature a pu être retirée dans ce qui fut perdu.
error-triage-nothing-missing = Aucun événement ne manque ici
error-machine-unknown = Aucune machine n’a de clé qui commence par « { $name } », ou plusieurs en ont une
error-machine-unknown-hint = « sourdine triage machines » les montre.
error-machine-not-yours = La machine n’est pas la vôtre, mais celle de « { $editor } »
error-machine-not-yours-hint = c’est à lui de la révoquer ; s’il ne le peut pas, le rédacteur fondateur l’ôte de la liste.
error-machine-this = C’est la machine où vous êtes : elle ne se révoque pas elle-même
error-machine-this-hint = révoquez-la depuis une autre de vos machines.
error-machine-no-event = Aucun événement de cette machine ne commence par « { $name } », ou plusieurs
error-machine-no-event-hint = « sourdine triage show AFFAIRE --json » montre les événements avec leurs noms.
error-machine-incomplete =
    { $count ->
        [one] { $count } affaire est restée telle quelle : la machine y compte peut-être encore
       *[other] { $count } affaires sont restées telles quelles : la machine y compte peut-être encore
    }
error-machine-incomplete-hint = faites ce qui est dit là, et révoquez-la de nouveau.
error-take-over-incomplete =
    { $count ->
        [one] { $count } affaire de la version 0.1 est restée telle quelle
       *[other] { $count } affaires de la version 0.1 sont restées telles quelles
    }
error-take-over-incomplete-hint = faites ce qui est dit là, et reprenez-les de nouveau.
error-name-listed = Ce n’est pas un nom qui puisse être cherché
error-name-listed-hint = écrivez-le sur une ligne, d’au moins deux lettres et d’au plus { $most } caractères, tous visibles.
error-input-long = L’entrée standard dépasse { $most } octets
error-input-long-hint = raccourcissez-la.
error-alone = Seul « { $editor } » a signé cette fiche
error-alone-hint = un second rédacteur doit la regarder et la signer par « sourdine vet sign ».
error-left = La signature de « { $editor } » ne compte plus, car « { $editor } » n’est pas sur la liste des rédacteurs
error-left-hint = un autre doit regarder et signer.
error-other-entry = « { $editor } » a signé une autre version de la fiche, qui a été changée depuis
error-other-entry-hint = « { $editor } » doit regarder celle-ci et la signer.

## Ce qu’une personne ou un fichier peut nommer
name-case = ce n’est pas le nom d’une affaire : 8 caractères parmi 0-9 et a-f, comme les montre « sourdine triage list »
name-event = ce n’est pas le nom d’un événement : 32 caractères parmi 0-9 et a-f
name-document = ce n’est pas le nom d’un document : 64 caractères parmi 0-9 et a-f
name-journal-key = ce n’est pas une clé ni une signature de journal
name-tag = ce n’est pas une étiquette : 1 à { $most } caractères parmi a-z, 0-9 et le tiret

## Un message OpenPGP dans une lettre
message-for-others = le message est chiffré pour d’autres clés que les vôtres
message-passphrase = le message est chiffré sous une phrase de passe, que la source doit dire
message-unprotected = rien dans le message ne montre s’il a été modifié en chemin
message-cipher = le message est chiffré avec un chiffre qui n’est plus sûr
message-compression = le message est compressé d’une façon qu’on ne lit pas ici
message-format = le message est dans le format propre à GnuPG, qu’on ne lit pas ici
message-damaged = le message ne s’ouvre pas : il est abîmé
message-large = le message se déploie à plus de { $most } octets : il est fait pour remplir votre mémoire

## Ce qu’un serveur a répondu, et qu’aucun Sourdine ne répond
surprise-not-http = ce n’est pas du HTTP
surprise-status = état { $status }
surprise-list = une liste qui n’en est pas une
surprise-roster = une liste de rédacteurs qui n’en est pas une
surprise-long = une réponse plus longue que permis
surprise-length = une autre longueur qu’annoncée
surprise-tag = un autre ETag qu’annoncé
surprise-range = un autre intervalle que demandé

## audit
help-audit = Voir si un serveur sert aux sources exactement ce que font sa version et sa liste
help-audit--address = La porte des sources : http://….onion, ou http://127.0.0.1:port [par défaut : ce que dit desk.toml]
help-audit--proxy = Le port SOCKS de Tor : socks5h://127.0.0.1:9050 [par défaut : ce que dit desk.toml, sinon 9050 ou 9150 de cette machine, là où tor se trouve]
help-audit--manifest = Le manifeste de la version [par défaut : celui de la version de ce programme]
help-audit--signed_by = Qui doit avoir signé le manifeste, à côté duquel est sa signature (.asc) : un certificat OpenPGP
help-audit--unsigned = Croire le manifeste tel quel : vous l’avez fait vous-même
help-audit--roster = La liste de la rédaction, reçue d’un membre [par défaut : celle acceptée ici]
help-audit--fingerprint = L’empreinte de la rédaction, dite par un membre [par défaut : celle acceptée ici]
help-audit--looks = Combien de fois chaque chemin à travers les pages est suivi, chaque fois par un autre circuit : avec 16, un mensonge à une visite sur dix se voit, et il y faut dix à vingt minutes par Tor
help-audit--letters = Envoyer aussi des lettres, et voir ce qui est dit à qui les envoie : en laisse une par manière d’envoyer une lettre, qui dit venir d’un examen et peut être écartée
help-audit--at_once = Combien de visites sont en cours à la fois
help-audit--pauses = La plus longue pause d’une visite, en secondes ; les autres sont tirées au sort au-dessous. 0 : aucune pause. Plus elle est longue, plus la visite ressemble à celle d’une personne, et plus il faut de temps
help-audit--retries = Combien de fois redemander ce qui ne vient pas
audit-letter = Cette lettre a été envoyée par « sourdine audit --letters », pour voir ce qui est dit à une source. Elle ne contient rien d’autre. Écartez-la.
audit-looking = examen
audit-same = IDENTIQUE : { $server } sert Sourdine { $version } à l’octet près ({ $answers } réponses à { $visits } visites), et les sources n’y scellent que pour { $editors } (liste { $serial }).
audit-same-signed = IDENTIQUE : { $server } sert Sourdine { $version } à l’octet près ({ $answers } réponses à { $visits } visites), avec la liste { $serial }, signée par la rédaction. Demandez à un membre si ce sont bien toutes et tous : { $editors }.
audit-finding = { $asked }, examen { $look } : { $what }
audit-status = la première ligne est « { $found } » au lieu de « { $expected } »
audit-field = le champ { $name } est « { $found } » au lieu de « { $expected } »
audit-more = il y a un champ de plus : « { $found } »
audit-page = la page diffère après { $at } octets : « { $found } » au lieu de « { $expected } »
audit-body = le corps compressé diffère après { $at } octets
audit-codename = ce qui devrait être un nom de code et un reçu n’en est pas
audit-after = quelque chose suit là où rien ne devrait suivre : « { $found } »
audit-bodiless = la réponse à HEAD diffère après { $at } octets : « { $found } »
audit-language = la première page n’est pas toujours dans la même langue
audit-repeated = le même nom de code ou le même envoi a été donné deux fois
audit-roster-malformed = Ce qui est servi aux sources comme liste n’en est pas une.
audit-roster-unknown = Avec cette liste, les sources scellent pour quelqu’un que la liste connue n’a pas : { $names }. Si la rédaction l’a ajouté, reprenez d’abord la nouvelle liste avec « sourdine roster accept ».
error-audit-different =
    DIFFÉRENT : { $server } sert autre chose que ce que font sa version et sa liste ({ $count ->
        [one] { $count } constat
       *[other] { $count } constats
    }). { $first } N’y envoyez aucune source ; prévenez la rédaction et l’exploitant par un autre chemin, et gardez ce que dit « --json ».
error-audit-unseen = INCONNU : { $count } réponses sur { $all } de { $server } n’ont pas été vues, et rien de ce qui a été vu n’est faux. { $reason }
error-audit-no-manifest = Ce programme n’a pas été construit dans une version publiée et ne sait pas ce qu’elle sert
error-audit-no-manifest-hint = donnez le manifeste de la version avec --manifest et le certificat de qui le signe avec --signed-by, ou écrivez celui du code source auquel vous vous fiez avec « sourdine-server manifest » et donnez-le avec --manifest et --unsigned.
error-audit-unsigned = Un manifeste est cru quand qui publie la version l’a signé
error-audit-unsigned-hint = donnez son certificat avec --signed-by, ou --unsigned si vous avez fait le manifeste vous-même.
error-audit-no-visits = Ce manifeste ne dit pas comment un navigateur visite les pages : il est d’une version plus ancienne
error-audit-no-visits-hint = examinez avec le programme de cette version, ou demandez à l’exploitant d’en installer une plus récente.
error-audit-clock = L’horloge de cette machine dit { $today }, et { $path } a été signé le { $signed }
error-audit-clock-hint = réglez l’horloge de cette machine. Si elle est juste, reprenez manifeste et signature de la version.
error-audit-signature = { $path } n’est pas signé par le certificat donné
error-audit-signature-hint = reprenez manifeste et signature de la version, et comparez l’empreinte du certificat.
error-audit-no-desk = Rien ne dit de qui doit être la liste
error-audit-no-desk-hint = donnez l’empreinte de la rédaction avec --fingerprint, ou sa liste avec --roster.
