# Ce que lit l’opérateur.

init-config = { $path } est écrit. Lisez-le, mettez l’annuaire signé là où il le dit, puis relancez `sourdine-server init` pour faire le coffre.
init-vault = Le coffre est fait : { $slots } cases dans { $path }, dont aucune ne dit si elle contient quelque chose.
init-plan = Un coffre de { $size } Mio se fait dans { $path }. Tout cela est pris d’un coup et sa taille ne change plus ; { $free } Mio y sont libres.
init-no-room = un coffre de { $size } Mio ne tient pas dans { $path } : { $free } Mio y sont libres
init-no-room-hint = choisissez un size_mib plus petit avant que le coffre soit fait, ou un dossier sur un disque plus grand
init-key-in-memory =
    La clé maîtresse est neuve, et se trouve dans { $path } : 32 octets, et tout ce qui ouvre le coffre. Ils ne sont qu’en mémoire : quand cette machine s’éteint, ils disparaissent.
    Copiez maintenant le fichier sur un support que vous gardez loin de cette machine (cp { $path } /media/…). Remise en place après un démarrage, mode 0600, sans jamais passer par un fichier du disque, la copie ouvre aussi le coffre.
init-key-on-disk =
    La clé maîtresse est neuve, et se trouve dans { $path } : 32 octets, et tout ce qui ouvre le coffre. Ils sont sur un disque : qui prend ce disque et le coffre ouvre le coffre.
    Copiez le fichier sur un support que vous gardez loin de cette machine, indiquez comme master_key un fichier d’un dossier en mémoire (/run/…), copiez-y celui-ci, puis écrasez celui-ci (shred -u { $path }).
init-key-was-there = Le coffre s’ouvre avec la clé maîtresse qui était déjà dans { $path }, et avec rien d’autre. Gardez-en une copie loin de cette machine.
init-key-sealed = La clé maîtresse est scellée, à côté du coffre, pour les membres de la rédaction que nomme { $roster }. Quand cette machine démarre sans elle, le serveur attend, et la rédaction le déverrouille de chez elle : sourdine unlock-server.
init-key-unsealed = LA CLÉ MAÎTRESSE N’EST SCELLÉE POUR AUCUN MEMBRE DE LA RÉDACTION : { $roster } n’est pas là, ou pas tel que le bureau l’a signé. Tant qu’un serveur qui a les deux n’a pas démarré une fois, votre copie seule ouvre le coffre après une extinction.
init-as-root = Root ferait un coffre dans { $path }, qui appartient à l’utilisateur { $owner } : un serveur de cet utilisateur ne pourrait pas l’ouvrir. Rien n’a été fait.
init-as-root-hint = Tapez la même commande comme cet utilisateur : `runuser -u UTILISATEUR -- sourdine-server --config FICHIER init`.
confinement-path = Le serveur ne peut se confiner à { $path } : { $source }
confinement-path-hint = Voyez si le dossier existe et si l’utilisateur du serveur peut y entrer.
confinement-files = Le noyau n’a pas confiné les fichiers du serveur : { $source }
confinement-calls = Le noyau n’a pas confiné les appels système du serveur : { $source }
init-vault-there = { $path } contient déjà un coffre : rien n’a été changé.
filling = Remplissage du coffre
proving = Vérification des cases
serving-sealed = Le coffre est scellé : un membre de la rédaction le déverrouille de chez lui (sourdine unlock-server).
serving = Sources servies à { $sources }, rédaction à { $editors }.
repaired = L’index est refait. Lancez `sourdine-server verify` pour voir que tout va bien.
verify-sound = Les { $slots } cases ont été regardées : la table des clés, l’index et chaque enveloppe sont entiers.
verify-damaged =
    { $slots } cases ont été regardées ; { $count ->
        [one] { $count } chose est abîmée :
       *[other] { $count } choses sont abîmées :
    }
verify-key-table = une des deux copies de la table des clés ne s’ouvre pas
verify-key-table-hint = lancez `sourdine-server repair`
verify-index = l’index ne s’ouvre pas
verify-index-hint = lancez `sourdine-server repair`
verify-body = case { $slot } : le corps n’est pas authentique ; son enveloppe ne peut être lue entière
verify-incomplete = case { $slot } : la tête d’une enveloppe dont les autres cases ne sont pas toutes là ; elle est perdue
verify-hash = case { $slot } : la tête d’une enveloppe qui n’est pas ce qui est arrivé
verify-held = case { $slot } : une autre version du programme a écrit ce qu’elle contient, et celle-ci ne le comprend pas ; rien ne l’écrase : démarrez la version qui l’a écrite
verify-vanished = case { $slot } : l’index y connaît une enveloppe, la case non : effacée depuis la dernière écriture de l’index, ou perdue
build-broken = une page n’a pas pu être composée ({ $reason })
build-broken-hint = cette version est cassée, installez-en une autre
no-socket = impossible d’écouter à { $address } ({ $reason })
no-socket-hint = voyez que son dossier existe et vous appartient, et qu’aucun autre serveur ne tourne
no-port = impossible d’écouter à { $address } ({ $reason })
no-port-hint = arrêtez le programme qui y écoute (`ss -ltnp` le nomme), ou choisissez un autre port, de 1024 à 65535
clock-before-release = l’horloge indique le { $day }, avant la sortie de cette version
clock-before-release-hint = réglez-la, puis relancez le serveur
clock-moved = l’horloge est passée du { $before } au { $now }
clock-moved-hint = tant qu’elle n’est pas juste, rien de ce qui arrive à échéance n’est effacé. Vérifiez l’horloge, puis relancez le serveur
clock-behind = l’horloge dit { $now }, et une enveloppe du coffre est arrivée le { $before }
clock-behind-hint = ce qui arrive n’est pas daté d’avant, pour ne pas être supprimé trop tôt. Réglez l’horloge ; si elle est juste maintenant, que les rédacteurs rejettent ce qui est venu pendant qu’elle avançait, puis redémarrez le serveur
unfinished-most = des envois inachevés ont occupé plus de la moitié du coffre
unfinished-most-hint = on le remplit peut-être exprès, et les rédacteurs n’en voient rien. Quand le coffre est plein, ils laissent la place ; un redémarrage du serveur les supprime tous

vault-full = le coffre est plein
vault-full-hint = que la rédaction confirme et jette ce qu’elle a, ou faites un coffre plus grand
vault-unknown = il n’y a pas de telle enveloppe dans le coffre
vault-unknown-hint = redemandez la liste
vault-other-hash = l’empreinte n’est pas celle de cette enveloppe
vault-other-hash-hint = récupérez-la à nouveau
vault-empty = une enveloppe ne peut être vide
vault-empty-hint = rien n’a été gardé
vault-not-open = le coffre n’est pas encore ouvert
vault-not-open-hint = réessayez dans un moment
vault-in-use = un autre processus a ouvert le coffre { $path }
vault-in-use-hint = arrêtez-le d’abord
vault-exists = { $path } existe déjà
vault-exists-hint = déplacez-le, ou choisissez un autre dossier
vault-size = un coffre de { $size } octets est impossible
vault-size-hint = choisissez une taille à partir de { $min } octets
vault-none = il n’y a pas de coffre à { $path }
vault-none-hint = créez-le avec `sourdine-server init`
vault-no-master = la clé maîtresse n’est pas à { $path }
vault-no-master-hint = la rédaction ne peut pas l’apporter non plus : remettez-y votre copie (mode 0600), puis relancez
vault-unlock-version = la clé maîtresse scellée { $path } est de la version { $found }, et ce programme ne connaît que la version { $known }
vault-unlock-version-hint = lancez la version du programme qui l’a écrite
vault-no-unlock = { $path } n’est pas là ou est abîmé : la rédaction ne peut pas déverrouiller ce serveur
vault-no-unlock-hint = remettez votre copie de la clé maîtresse en place, puis relancez : le fichier est refait
vault-unlock-unsure = il n’est pas sûr que { $path } contienne la clé maîtresse de ce coffre
vault-unlock-unsure-hint = lancez le serveur avec son annuaire signé, et regardez le disque
vault-unlock-seal = la clé maîtresse n’a pas été scellée pour la rédaction que nomme l’annuaire ({ $reason })
vault-unlock-seal-hint = un membre de l’annuaire précédent peut peut-être déverrouiller ce serveur, ou personne : demandez un annuaire valable à qui a fondé le bureau, et gardez une copie de la clé maîtresse
vault-no-folder = le dossier de { $path } n’existe pas
vault-no-folder-hint = créez-le (install -d -m 700), ou indiquez-en un autre dans la configuration
vault-not-a-master = { $path } n’est pas une clé maîtresse
vault-not-a-master-hint = elle contient 32 octets et rien d’autre
vault-key-table = la table des clés { $path } ne s’ouvre pas
vault-key-table-hint = la clé maîtresse est d’un autre coffre ou plus ancienne, ou les deux copies de la table sont abîmées
vault-other-version = la table des clés { $path } est de la version { $found }, et ce programme ne connaît que la version { $known }
vault-other-version-hint = lancez la version du programme qui l’a écrite
vault-wrong-size = le coffre { $path } a { $found } octets et sa table des clés en connaît { $expected }
vault-wrong-size-hint = un fichier manque, est coupé ou d’un autre coffre ; restaurez-le
vault-damaged = la case { $slot } est abîmée
vault-damaged-hint = lancez `sourdine-server verify` pour voir ce qui est perdu, et examinez le disque
vault-broken = le disque a perdu une écriture
vault-broken-hint = examinez le disque, lancez `sourdine-server verify`, puis relancez le serveur
vault-io = échec ({ $doing } : { $reason })
vault-io-hint = examinez le disque et ses permissions
vault-random = le système n’a pas donné de nombres aléatoires ({ $reason })
vault-random-hint = le coffre ne peut s’en passer
vault-cipher = le chiffre a refusé de sceller
vault-cipher-hint = c’est une faute de notre part, merci de la signaler

proxy-line = aucune ligne PROXY n’est arrivée
proxy-line-hint = tor a besoin de `HiddenServiceExportCircuitID haproxy` pour l’onion des sources

config-unreadable = { $path } ne peut être lu ({ $reason })
config-unreadable-hint = donnez son chemin avec --config, ou faites-le avec `sourdine-server init`
config-malformed = { $path }, ligne { $line } : { $reason }
config-mistaken = { $path }, ligne { $line } : { $mistake }
config-unwritten = la configuration { $path } ne peut être écrite ({ $reason })
config-unwritten-hint = faites son dossier en root pour l’utilisateur qui lance le serveur (install -d -m 750 -o UTILISATEUR DOSSIER), ou donnez un autre chemin avec --config
config-quoted-number = `{ $key }` est un nombre
config-quoted-number-hint = écrivez le nombre sans guillemets
config-not-a-number = `{ $key }` est un nombre entier, 0 ou plus
config-not-a-number-hint = écrivez-le en chiffres seuls : ni guillemets, ni unité, ni signe, ni virgule
config-unquoted = la valeur de `{ $key }` est un texte
config-unquoted-hint = mettez-la entre guillemets droits : { $key } = "…"
config-language = la langue est "fr" ou "en"
config-unknown-key = il n’y a pas de réglage `{ $key }` ici
config-unknown-key-hint = ceux-ci sont connus ici : { $known }
config-missing-key = `{ $key }` manque ici
config-missing-key-hint = le fichier qu’écrit `sourdine-server --config NOUVEAU init` a tous les réglages
config-twice = `{ $key }` figure déjà plus haut
config-twice-hint = gardez une des deux lignes
config-syntax = cette ligne ne se lit pas ({ $said })
config-syntax-hint = une ligne s’écrit `nom = valeur`, un texte entre guillemets droits, un nombre sans, chaque nom une fois
config-address = une adresse s’écrit "unix:/chemin/de/socket" ou "tcp:127.0.0.1:port"
config-not-loopback = TCP sert aux essais sur cette machine
config-not-loopback-hint = prenez une adresse de bouclage, ou un socket Unix derrière tor
config-port = un port est un nombre de 0 à 65535
config-port-hint = avec 0, le système en choisit un
config-socket-path = le chemin du socket est trop long
config-socket-path-hint = le système prend au plus { $max } octets
config-same-address = il faut une adresse pour les sources et une autre pour la rédaction
config-vault-size = le coffre est trop petit
config-vault-size-hint = au moins 8 Mio, et mieux 8192
config-quorum = le quorum va de 1 à { $max } membres de la rédaction
config-quorum-large = quorum = { $quorum } avec { $editors ->
        [one] { $editors } membre de la rédaction
       *[other] { $editors } membres de la rédaction
    } : leurs confirmations ne suffisent jamais, et aucune enveloppe n’est effacée avant la fin de sa conservation
config-quorum-large-hint = baissez le quorum, ou ajoutez les jetons qui manquent
config-hold = hold_days = { $hold } dépasse keep_days = { $keep } : la conservation effacerait ce qui doit être retenu
config-hold-hint = baissez hold_days, ou augmentez keep_days
config-retention = gardez les enveloppes au moins un jour
config-submission = le plus gros envoi va de 1 Mio à la moitié du coffre
config-connections = il faut au moins 8 connexions
config-token-hash = l’empreinte d’un jeton a 64 chiffres hexadécimaux
config-token-hash-hint = `sourdine desk token` l’affiche
config-token-twice = l’empreinte de ce jeton figure déjà plus haut
config-token-twice-hint = chaque membre de la rédaction et chaque machine de transport a son propre jeton

roster-unreadable = l’annuaire { $path } ne peut être lu ({ $reason }) : exportez-le avec `sourdine roster export`, et nommez-le dans la configuration
roster-refused = l’annuaire { $path } : { $source }

help = Le serveur de dépôt : les sources y déposent ce que la rédaction seule peut ouvrir
help--config = Le fichier de configuration [par défaut : /etc/sourdine/server.toml, sinon celui de la seule rédaction de cet hôte]
help-init = Écrit la configuration, ou fait le coffre qu’elle décrit
help-check = Dit ce qui ne va pas sur cette machine, pourquoi cela compte et comment y remédier ; ne change rien. Code de sortie 0 : tout va bien ; 3 : quelque chose ne va pas et le serveur ne démarre pas ; 4 : avertissements seulement
help-serve = Sert les sources et la rédaction jusqu’à l’arrêt
help-verify = Prouve chaque case qui contient quelque chose ; ne change rien
help-repair = Refait l’index à partir des cases
help-manifest = Écrit ce que cette version répond aux sources, pour qui vérifie un serveur
