# Ce que disent les deux programmes.

## Aide
help--lang = La langue des messages : fr ou en
help--json = Répondre en JSON

## Erreurs du système
error-io = Échec de lecture ou d’écriture : { $reason }.
crashed = une faute de notre part, en { $place } : une connexion est coupée, les autres continuent ; merci de la signaler

## Erreurs du protocole
error-roster-malformed = Ce n’est pas une liste de version 1
error-roster-malformed-hint = exportez-la de nouveau par « sourdine roster export ».
error-roster-long = La liste est plus longue que toutes celles que Sourdine signe.
error-roster-editors = La liste des rédacteurs n’est pas valable : de 1 à 32, chacun sous un autre nom fait de a-z, 0-9 et tirets.
error-roster-desk = Le nom du bureau est vide, trop long, ou contient des caractères de contrôle
error-roster-desk-hint = choisissez-en un autre.
error-roster-expired = La liste a expiré le { $day }
error-roster-expired-hint = le bureau en signe une nouvelle par « sourdine roster sign ».
error-notice-blank = L’avis « { $topic } » ({ $language }) est vide, ou commence ou finit par une espace.
error-notice-long = L’avis « { $topic } » ({ $language }) dépasse { $max } octets : deux phrases et un renvoi suffisent.
error-notice-character = L’avis « { $topic } » ({ $language }) contient le caractère { $character } : seuls les lettres, les chiffres et la ponctuation ordinaire sont montrés aux sources.
error-token = Le jeton ne se lit pas (43 caractères sont attendus)
error-token-hint = créez-en un nouveau par « sourdine desk token --replace », et donnez son empreinte à l’opérateur.
error-request-long = Elle est plus longue que toute demande écrite par Sourdine
error-request-long-hint = faites-la renvoyer.
error-request-malformed = Ce n’est pas une demande ({ $said })
error-request-malformed-hint = faites-la renvoyer ; « sourdine desk request » l’écrit.
error-request-version = Elle est de version { $found }, et ce programme connaît la version 1
error-request-version-hint = mettez les deux programmes à la même version.
error-request-fingerprint = Une empreinte y est illisible
error-request-fingerprint-hint = faites refaire la demande.
error-request-editor = Le nom du rédacteur n’y est pas valable (1 à 32 caractères : a-z, 0-9 et tirets)
error-request-editor-hint = faites refaire la demande.
error-request-token-hash = L’empreinte du jeton n’y a pas 64 chiffres hexadécimaux en minuscules
error-request-token-hash-hint = faites refaire la demande.
error-request-onion-key = La clé pour l’adresse onion n’y est pas valable (descriptor:x25519: et 52 caractères)
error-request-onion-key-hint = faites refaire la demande.
error-answer-long = La réponse est plus longue que toute réponse écrite par Sourdine
error-answer-long-hint = faites-la renvoyer.
error-answer-malformed = Ce n’est pas la réponse d’un opérateur ({ $said })
error-answer-malformed-hint = faites-la renvoyer ; « sourdine-server setup » l’écrit.
error-answer-version = La réponse est de version { $found }, et ce programme connaît la version 1
error-answer-version-hint = mettez les deux programmes à la même version.
error-answer-desk = L’empreinte du bureau est illisible dans la réponse
error-answer-desk-hint = faites-la renvoyer.
error-answer-same-onion = Les sources et les rédacteurs ont la même adresse dans la réponse
error-answer-same-onion-hint = faites-la renvoyer.
error-onion-name = Ce n’est pas le nom d’une adresse onion : 56 lettres et chiffres avant « .onion », en minuscules
error-audit-manifest = Ce manifeste ne peut pas servir : { $reason }.
error-audit-manifest-hint = Reprenez-le de la version, avec un programme de la même version.
error-day = Ce n’est pas un jour : écrivez-le comme 2026-11-24, à partir de 1970
error-envelope-id = L’identifiant d’une enveloppe a 32 chiffres hexadécimaux : copiez-le en entier
error-hash = L’empreinte d’une enveloppe a 64 chiffres hexadécimaux, en minuscules
error-language = Ce n’est pas une langue de Sourdine : écrivez fr ou en
error-number = ce n’est pas un nombre entier
error-sha256 = Ce n’est pas un SHA-256 : 64 caractères parmi 0-9 et a-f

## clap, dans une autre langue que la sienne
clap-usage = Utilisation :
clap-commands = Commandes{ " " }
clap-command = COMMANDE
clap-arguments = Arguments{ " " }
clap-options = Options{ " " }
clap-help = Affiche l’aide
clap-help-command = Affiche cette aide, ou celle d’une commande
clap-version = Affiche la version
clap-default = [par défaut : { $list }]
clap-possible-values = [valeurs possibles : { $list }]
clap-unknown-argument = erreur : argument inconnu, « { $arg } »
clap-unknown-command = erreur : commande inconnue, « { $command } »
clap-invalid-value = erreur : « { $value } » ne vaut pas pour « { $arg } » ; valeurs possibles : { $valid }
clap-missing-value = erreur : il faut une valeur à « { $arg } »
clap-refused-value = erreur : « { $value } » ne vaut pas pour « { $arg } » : { $reason }
clap-no-equals = erreur : la valeur de « { $arg } » suit un signe égal
clap-too-many-values = erreur : « { $value } » est de trop pour « { $arg } »
clap-too-few-values = erreur : il faut au moins { $least } valeurs à « { $arg } », et non { $found }
clap-wrong-number-of-values = erreur : il faut { $most } valeurs à « { $arg } », et non { $found }
clap-conflict = erreur : « { $arg } » ne va pas avec « { $other } »
clap-twice = erreur : « { $arg } » ne se donne qu’une fois
clap-missing-argument = erreur : il manque { $arg }
clap-missing-command = erreur : il manque une commande
clap-not-utf8 = erreur : ce qui est tapé n’est pas de l’UTF-8
clap-other = erreur : ce qui est tapé ne se lit pas
clap-hint-argument = Un argument porte un nom proche : { $suggested }
clap-hint-command = Une commande porte un nom proche : { $suggested }
clap-hint-value = Une valeur est proche : { $suggested }
clap-more = Pour en savoir plus : « --help ».
