# Ce que `check` et `serve` disent d’une machine : ce qui ne va pas et pourquoi cela compte, puis comment y remédier.

check-wrong = ERREUR : { $finding }
check-warning = ATTENTION : { $finding }
check-note = À savoir : { $finding }
check-sound = Rien ne va mal de ce qui se voit d’ici : configuration, annuaire, fichiers, coffre, mémoire.
check-sum = Erreurs : { $wrong }. Avertissements : { $warnings }.

## L’annuaire
check-roster-signature = La signature de la rédaction sur l’annuaire { $path } ne tient pas : le fichier a été changé ou abîmé depuis, et les sources pourraient sceller pour la clé d’un inconnu.
check-roster-signature-hint = Redemandez l’annuaire à qui a fondé la rédaction (`sourdine roster export`), et cherchez qui pouvait écrire ce fichier.
check-roster-future = L’annuaire est signé du { $signed }, et l’horloge de cette machine dit { $today } : avec une horloge fausse, le serveur efface trop tôt ou trop tard.
check-roster-future-hint = Réglez l’horloge ; si elle est juste, demandez à qui a fondé la rédaction de regarder la sienne.
check-roster-ends = L’annuaire finit le { $day }, dans { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    } (vous êtes averti à partir de { $warning } jours avant) : ensuite, aucune source ne peut plus rien envoyer.
check-roster-ends-hint = Demandez-en un nouveau à qui a fondé la rédaction (`sourdine roster sign`), mettez-le en place et redémarrez le serveur.
check-roster-ended = L’annuaire a fini le { $day } : aucune source ne peut plus rien envoyer, et la première page le dit. La rédaction récupère ce qui est là.
check-roster-ended-hint = Demandez-en un nouveau à qui a fondé la rédaction (`sourdine roster sign`), mettez-le en place et redémarrez le serveur.
check-roster-until = La signature de la rédaction sur l’annuaire tient, et il est bon jusqu’au { $day }.

## Les portes
check-no-editor = Aucun membre de la rédaction n’a de jeton dans la configuration : personne ne peut récupérer ce qu’envoient les sources.
check-no-editor-hint = Demandez à chaque membre le bloc qu’affiche `sourdine desk token`, et ajoutez-le.
check-more-tokens = La configuration a { $tokens } jetons de la rédaction, et l’annuaire { $editors } membres : qui a quitté la rédaction peut encore récupérer, et faire effacer, ce qui arrive.
check-more-tokens-hint = Retirez le jeton de chaque membre qui est parti, puis redémarrez le serveur.
check-no-socket-folder = Le dossier { $path } n’existe pas : le serveur ne peut y écouter, et tor ne trouve personne.
check-no-socket-folder-hint = Faites-le pour l’utilisateur du serveur et le groupe de tor : install -d -m 2750 -o sourdine -g debian-tor { $path }
check-tcp = { $address } est du TCP, pour des essais sur cette machine : tout programme d’ici peut s’y connecter, et rien n’y distingue les circuits.
check-tcp-hint = Derrière tor, prenez des sockets Unix.

## La clé maîtresse
check-key-open = La clé maîtresse { $path } a le mode { $mode } : d’autres utilisateurs de cette machine peuvent la lire ou la changer, et ouvrir le coffre.
check-key-open-hint = Retirez-leur ce droit : chmod 600 { $path }
check-key-on-disk = LA CLÉ MAÎTRESSE { $path } EST SUR UN DISQUE : qui saisit ou copie ce disque avec celui du coffre ouvre tout le coffre.
check-key-on-disk-hint = Gardez-la en mémoire : indiquez comme master_key un fichier d’un dossier sous /run, copiez-la là après chaque démarrage de la machine, gardez une copie loin de la machine, et écrasez celle-ci (shred -u { $path }).
check-key-in-memory = La clé maîtresse { $path } est en mémoire, comme il faut : elle disparaît quand cette machine s’éteint.
check-key-in-memory-hint = La rédaction déverrouille alors le serveur (sourdine unlock-server), ou vous remettez une copie gardée loin de cette machine, mode 0600.
check-sealed = La clé maîtresse n’est pas à { $path } : un serveur qui démarre maintenant attend, et dit aux sources « pas maintenant », jusqu’à ce qu’un membre de la rédaction le déverrouille.
check-sealed-hint = S’il attend, demandez à la rédaction de lancer sourdine unlock-server, et dites-lui de vive voix que c’est vous qui avez démarré cette machine ; ou remettez votre copie de la clé en place, mode 0600.

## Fichiers et dossiers
check-others-write = { $path } a le mode { $mode } : d’autres utilisateurs de cette machine peuvent changer ce que le serveur y lit ou y garde.
check-others-write-hint = Retirez-leur ce droit : chmod go-w { $path }
check-group-writes = { $path } a le mode { $mode } : son groupe peut changer ce que le serveur y lit.
check-group-writes-hint = Retirez-lui ce droit, sauf si ce groupe n’est qu’à vous : chmod g-w { $path }
check-others-read = { $path } a le mode { $mode } : d’autres utilisateurs de cette machine peuvent copier le coffre, et comparer deux copies.
check-others-read-hint = Retirez-leur ce droit : chmod go-rwx { $path }
check-owner-of-secret = { $path } appartient à l’utilisateur { $owner }, qui n’est ni root ni celui du serveur ({ $server }) : il peut le lire et le remplacer.
check-owner-of-secret-hint = Donnez-le à l’utilisateur du serveur : chown { $server } { $path }
check-owner = { $path } appartient à l’utilisateur { $owner }, qui n’est ni root ni celui du serveur ({ $server }) : il peut changer ce que fait le serveur.
check-owner-hint = Donnez-le à root : chown root { $path }
check-unreadable = { $path } a le mode { $mode }, et l’utilisateur du serveur ({ $server }) ne peut le lire : le serveur ne démarre pas.
check-unreadable-hint = Donnez-le à cet utilisateur : chown { $server } { $path }
check-closed-socket-folder = { $path } a le mode { $mode } : seul son propriétaire peut y entrer ; tor n’y atteint donc aucun socket, et aucune visite n’arrive.
check-closed-socket-folder-hint = Laissez entrer le groupe de tor : chgrp debian-tor { $path } && chmod 2750 { $path }

## Le coffre
check-vault-size = { $config }, ligne { $line } : size_mib = { $now }, et le coffre a { $made } Mio : un coffre ne change jamais de taille.
check-vault-size-hint = Remettez size_mib = { $made } ; pour une autre taille, faites un nouveau coffre dans un autre dossier.
check-disk-small = { $free } Mio sont libres là où est { $path }, et il en faut { $wanted } : ce que la rédaction a dit des enveloppes pourrait n’être pas gardé.
check-disk-small-hint = Faites de la place sur ce disque.

## La mémoire
memory-swapped = Cette machine a peut-être un espace d’échange (swap), et ne laisse pas le serveur verrouiller sa mémoire : ce qu’envoient les sources sans script, et la clé maîtresse, peuvent atteindre un disque.
memory-swapped-hint = Désactivez le swap (swapoff -a, et retirez sa ligne de /etc/fstab), et autorisez le verrouillage (LimitMEMLOCK=infinity).
check-key-swapped = Cette machine a peut-être un espace d’échange (swap) : la mémoire du serveur est verrouillée, mais pas le fichier de la clé maîtresse en mémoire, qui peut atteindre un disque.
check-key-swapped-hint = Désactivez le swap (swapoff -a), et retirez sa ligne de /etc/fstab.
check-dumps = Le système n’a pas laissé le serveur interdire les images mémoire (core dumps) : un plantage écrirait sa mémoire sur un disque.
check-dumps-hint = Voyez ce qui limite ce processus (prctl, RLIMIT_CORE).
