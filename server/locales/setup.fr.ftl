# Ce que `setup` et `remove` demandent et disent.

help-setup = Installer une rédaction sur cet hôte, d’après son annuaire et les demandes de ses membres
help-setup--roster = L’annuaire signé de la rédaction
help-setup--editors = Le dossier des demandes des membres, et de rien d’autre
help-setup--fingerprint = L’empreinte de la rédaction, dite de vive voix par qui l’a fondée
help-setup--name = Le nom de la rédaction sur cet hôte, s’il en sert plusieurs [par défaut : celle qui est là, sinon « desk »]
help-setup--vault_mib = La taille du coffre, qui ne change jamais [par défaut : 8192]
help-setup--page_language = La langue de la page à / : fr ou en
help-remove = Supprimer une rédaction de cet hôte
help-remove--name = Le nom de la rédaction sur cet hôte
help-remove--with_vault = Dire que le coffre, la clé maîtresse et les onions sont à supprimer avec elle

setup-ask-roster = Quel fichier est l’annuaire signé de la rédaction ?
setup-ask-editors = Quel dossier contient les demandes des membres, et rien d’autre ?
setup-ask-fingerprint =
    { $desk } : l’annuaire a cette empreinte : { $found }
    Qui a fondé la rédaction vous a-t-il dit la même de vive voix ? (oui/non)
setup-yes = oui
setup-plan = Installation de { $desk } sous le nom { $name }, pour les membres { $editors }.
setup-without = Aucune demande n’est venue de { $editors } : ces membres peuvent lire ce qu’on leur donne, et ne récupèrent rien eux-mêmes. Quand une demande vient, « Adding an editor » du guide des opérateurs dit que faire.
setup-done =
    La rédaction est installée. Donnez { $answer } à chaque membre qui a fait une demande : ce fichier ne contient aucun secret. Il va à « sourdine desk join ».
    Ce que dit `sourdine-server check` :
removed = La rédaction { $name } n’est plus sur cet hôte, ni son coffre, ni sa clé maîtresse, ni ses onions.

setup-not-root = root seul peut le faire
setup-not-root-hint = lancez la commande en tant que root (sudo)
setup-no-package = { $path } n’existe pas
setup-no-package-hint = installez le paquet Debian, qui le contient. Sans le paquet, le guide des opérateurs dit que faire à la main
setup-no-systemd = cet hôte ne tourne pas sous systemd
setup-no-systemd-hint = le guide des opérateurs dit que faire à la main (« Without the package »)
setup-desk-name = { $name } n’est pas un nom de rédaction
setup-desk-name-hint = 1 à 16 caractères de a-z et 0-9, une lettre d’abord, et pas « server »
setup-several-desks = cet hôte a plusieurs rédactions : { $names }
setup-several-desks-hint = nommez-en une par --name
setup-no-desk = il n’y a pas de rédaction { $name } sur cet hôte
setup-no-desk-hint = chaque dossier de /etc/sourdine porte le nom d’une rédaction
setup-program = { $program } a échoué : { $said }
setup-program-hint = corrigez ce qu’il dit, puis relancez la même commande : elle finit ce qui était commencé
setup-no-onion = tor n’a pas écrit { $path }
setup-no-onion-hint = voyez ce qu’il dit (journalctl -u { $unit }), puis relancez la même commande
setup-file = { $path } ne peut servir ({ $reason })
setup-file-hint = voyez ce que c’est et à qui c’est, puis relancez la même commande

setup-missing = il manque { $option }, et il n’y a pas de terminal où le demander
setup-missing-hint = donnez-le sur la ligne de commande
setup-fingerprint-unsaid = l’empreinte de l’annuaire n’a pas été comparée : { $found }
setup-fingerprint-unsaid-hint = faites-vous dire celle de la rédaction de vive voix par qui l’a fondée, et donnez-la par --fingerprint
setup-fingerprint = l’annuaire est de la rédaction { $found }, et vous avez nommé { $said }
setup-fingerprint-hint = une autre personne vous a peut-être donné son propre annuaire : demandez par une autre voie à qui a fondé la rédaction. Rien n’a été écrit
setup-declined = rien n’a été écrit
setup-declined-hint = demandez de vive voix l’empreinte de la rédaction à qui l’a fondée

setup-requests-folder = le dossier { $path } ne se lit pas ({ $reason })
setup-requests-folder-hint = faites un dossier, et mettez-y les demandes que les membres vous ont données
setup-no-request = { $path } ne contient aucune demande
setup-no-request-hint = chaque membre en fait une par « sourdine desk request »
setup-too-many-files = { $path } contient plus de { $max } fichiers
setup-too-many-files-hint = une rédaction n’a pas plus de membres : n’y laissez que leurs demandes
setup-not-a-request-file = { $path } est un lien, un dossier ou un périphérique
setup-not-a-request-file-hint = ne laissez dans le dossier que les demandes des membres, en simples fichiers
setup-request-other-desk = { $path } est une demande à la rédaction { $offered }, et l’annuaire est de { $known }
setup-request-other-desk-hint = faites prendre l’annuaire de cette rédaction par le membre (« sourdine roster accept »), et refaire la demande
setup-request-stranger = { $path } : { $editor } n’est pas dans l’annuaire
setup-request-stranger-hint = demandez à qui a fondé la rédaction. Un nouveau membre demande un nouvel annuaire
setup-request-other-key = { $path } : la clé de la demande n’est pas celle de { $editor } dans l’annuaire
setup-request-other-key-hint = demandez de vive voix à { $editor } si la demande est la sienne. Si ses clés sont neuves, il faut un nouvel annuaire signé
setup-request-signature = { $path } : la signature n’est pas de { $editor }
setup-request-signature-hint = le fichier a été changé, ou une autre personne l’a fait : faites refaire la demande par { $editor }
setup-request-twice = { $path } et { $other } sont toutes deux de { $editor }
setup-request-twice-hint = demandez à { $editor } laquelle compte, et retirez l’autre
setup-request-same-token = { $path } et { $other } ont le même jeton
setup-request-same-token-hint = chaque membre a le sien : faites-en faire un nouveau aux deux (« sourdine desk token --replace »), et une nouvelle demande
setup-request-same-key = { $path } et { $other } ont la même clé pour l’onion
setup-request-same-key-hint = chaque membre a la sienne : faites-en faire une nouvelle aux deux, et une nouvelle demande

setup-stands = { $path } existe et contient autre chose
setup-stands-hint = setup ne change rien de ce qui est en place : voyez ce que c’est, et déplacez-le s’il ne sert pas
setup-roster-stands = { $path } existe et est un autre annuaire
setup-roster-stands-hint = setup ne change rien de ce qui est en place. Pour un annuaire plus récent : copiez-le là et redémarrez le serveur, puis lancez setup avec lui
setup-answer-stands = { $path } nomme d’autres adresses que celles des onions
setup-answer-stands-hint = si les onions sont nouveaux, il faut une nouvelle réponse aux membres : déplacez l’ancienne, puis relancez la même commande
setup-token-stands = { $path } existe, sans bloc pour le jeton de { $editor }
setup-token-stands-hint = setup ne change rien de ce qui est en place. Écrivez [[editors]] et token_hash = "{ $hash }" à la fin, redémarrez le serveur, puis relancez la même commande
setup-key-stands = { $path } existe et contient une autre clé que la demande de { $editor }
setup-key-stands-hint = setup ne change rien de ce qui est en place. Si la clé est nouvelle, mettez { $line } dans le fichier et redémarrez tor, puis relancez la même commande
setup-size-stands = { $path } dit size_mib = { $now }, et vous demandez { $wanted }
setup-size-stands-hint = la taille d’un coffre ne change jamais : omettez --vault-mib, ou installez une autre rédaction
