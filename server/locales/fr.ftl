# Ce que lisent les sources. Des mots simples, des phrases courtes, aucune promesse que le code ne tienne.
# Les espaces insécables sont posées par le programme. {percent} et ses semblables arrivent tels quels au script.

language-name = Français
skip = Aller au contenu
site-kind = dépôt de documents
footer-open = Sourdine, logiciel libre (AGPL). Cette page ne pose aucun cookie, ne charge rien d’ailleurs, et ce serveur ne garde pas trace des visites.
back-home = Revenir à la première page

## La page d'accueil

landing-title = Transmettre des documents
landing-heading = Transmettre des documents, en sourdine.
landing-lead = { $desk } reçoit ici messages et fichiers. Cette page ne demande ni nom, ni adresse, ni compte. Lisez d’abord ceci : deux minutes suffisent.

## Ce que la rédaction dit d'elle-même ; à défaut, les mots de la page

notices-heading = Qui est à l’autre bout
notice-readers = Qui lit ceci
notice-readers-default = La rédaction de ce dépôt, et personne d’autre : seules ses clés ouvrent ce que vous envoyez.
notice-keys = Clés qui l’ouvrent : { $count }.
notice-next = Ce qui se passe ensuite
notice-next-default = La rédaction lit et vérifie. Rien n’est publié sans l’accord de deux de ses membres. Vous n’aurez pas encore de réponse.
notice-kept = Combien de temps c’est gardé
notice-kept-default = Sur ce serveur, scellé, jusqu’à ce que la rédaction l’ait retiré ou qu’un délai soit passé ; puis c’est écrasé. Combien de temps elle le garde ensuite, la rédaction ne l’a pas dit ici.
notice-address = Est-ce la bonne adresse ?
notice-address-default = La rédaction n’a pas dit ici où elle se trouve ailleurs. Comparez-la tout entière avec un second endroit qui a votre confiance : une fausse page aurait le même aspect.
notice-rights = Vos droits
notice-rights-default = La loi protège, sous conditions, certaines personnes qui signalent des faits ; ce que dit cette page n’est pas un conseil juridique. En France, le Défenseur des droits et la Maison des lanceurs d’alerte vous informent : cherchez-les dans le navigateur Tor, et pas au travail.

## Les états du dépôt

state-full = Le dépôt est plein aujourd’hui.
state-full-why = Ce que vous envoyez maintenant peut être refusé, un gros fichier surtout, tant que la rédaction n’a pas retiré ce qui attend. Dès qu’il l’a été, c’est affiché jusqu’à demain, quoi qu’il arrive d’ici là.
state-full-do = Gardez vos fichiers en lieu sûr et revenez dans quelques jours. Vous pouvez déjà les sceller avec la page hors ligne (plus bas), et rapporter le résultat alors.
state-expired = Le dépôt ne prend rien aujourd’hui.
state-expired-why = Les clés de la rédaction valaient jusqu’au { $day }. Tant qu’elle ne les a pas signées de nouveau, rien ne peut être scellé, ni ici ni avec la page hors ligne.
state-expired-do = Gardez vos fichiers en lieu sûr et revenez dans quelques jours. Rien ne cloche de votre côté.

before-heading = Avant d’écrire quoi que ce soit
before-tor = Utilisez le navigateur Tor.
before-tor-why = Il cache à ce serveur où vous êtes, et à votre réseau ce que vous lisez. Dans tout autre navigateur, arrêtez-vous ici.
before-work = Pas au travail.
before-work-why = Ni sur un ordinateur ou un téléphone que gère votre employeur, ni sur son réseau, ni aux heures où votre absence se remarque. Ces machines peuvent enregistrer l’écran, les touches, et le fait que Tor a servi.
before-files = Les documents parlent de vous.
before-files-why = Nom d’auteur, points jaunes d’imprimante, tournure propre à votre exemplaire, journal de qui a ouvert le fichier. La rédaction retire ce qu’elle peut avant de publier. Elle ne peut rien au petit nombre de ceux qui avaient le document.
before-silence = N’en parlez à personne.
before-silence-why = Ni avant, ni après. Ne cherchez pas ce dépôt depuis votre navigateur habituel.

protects-heading = Ce qui est protégé
protects-content = Ce que vous envoyez : le texte, les fichiers, leurs noms, leur nombre, leur nature. Tout est scellé pour les clés de la rédaction, y compris contre un ordinateur du futur.
protects-place = Le lieu. Vous venez par Tor ; le serveur n’apprend jamais votre adresse.
protects-time = Le moment. Rien de plus fin que le jour n’est conservé.
protects-server = La suite. Qui emporterait ce serveur y trouverait des enveloppes scellées parmi des octets au hasard, rembourrées pour que leur taille en dise peu.

limits-heading = Ce qui ne peut pas l’être
limits-watch = Quelqu’un qui surveille au même moment votre ligne et celle de ce serveur peut rapprocher les heures et les tailles. Il n’y a pas de trafic leurre : il n’y aurait pas de foule où se cacher.
limits-page = Quelqu’un qui aurait pris la main sur ce serveur en ce moment pourrait vous montrer une fausse page. Sceller à l’avance protège votre envoi même alors.
limits-device = Un téléphone ou un ordinateur espionné montre tout avant que ce soit scellé.
limits-content = Ce que vos documents disent de vous, une fois que quelqu’un les a lus.

sealing-heading = Comment ce sera scellé
active = Actif en ce moment
active-server = Scellé par le serveur
checking-why = Ce navigateur sait-il sceller lui-même ? Un instant…
active-server-why = JavaScript est désactivé. Votre envoi voyage chiffré par Tor, puis passe en clair dans la mémoire de ce serveur le temps d’y être scellé ; il n’est jamais écrit sur son disque sans être scellé. Qui tiendrait le serveur à cet instant pourrait le lire.
active-browser = Scellé dans ce navigateur
active-browser-why = Votre message et vos fichiers sont chiffrés ici, sur votre machine, avant d’en sortir. Le serveur reçoit ce qu’il ne peut pas ouvrir. Il vous faut encore faire confiance à la page qu’il vous a envoyée ; si c’est trop, scellez à l’avance.
active-broken-why = JavaScript est activé, mais ce navigateur ne sait pas sceller lui-même. Tout marche comme sans JavaScript : votre envoi passe en clair dans la mémoire de ce serveur le temps d’y être scellé ; il n’est jamais écrit sur son disque sans être scellé. Qui tiendrait le serveur à cet instant pourrait le lire.
level = Notre conseil : le niveau de sécurité « Plus sûr ».
level-how = Dans le navigateur Tor, cliquez sur le bouclier à côté de l’adresse, puis « Paramètres… », choisissez « Plus sûr », et revenez ici ; le navigateur peut devoir redémarrer. Cette page scelle alors sur votre machine, et les parties les plus risquées du navigateur sont coupées. Seulement si tout ce que vous envoyez a été scellé à l’avance, choisissez « Le plus sûr ».
beforehand-heading = Sceller à l’avance
beforehand-offline = La page hors ligne tient en un fichier. Enregistrez-la, ouvrez-la sans aucun réseau : elle produit un fichier scellé à rapporter ici.
beforehand-offline-where = Elle s’enregistre sous sourdine-offline-fr.html, dans le dossier de vos téléchargements. Prenez un ordinateur qui ne soit qu’à vous, de préférence avec Tails ; supprimez le fichier quand vous aurez fini.
beforehand-offline-link = Enregistrer la page hors ligne
beforehand-keys = Avec age (1.3 ou plus récent) ou GnuPG, vous pouvez chiffrer vous-même pour les clés de la rédaction, puis envoyer le résultat ici comme tout fichier.
beforehand-keys-link = Les clés de la rédaction

begin-heading = Commencer
begin-what = Douze mots vous seront montrés : votre nom de code. Une version prochaine de cette page vous montrera, à vous seulement, une réponse quand vous les taperez. Aucune réponse n’est encore possible : vous pouvez vous passer de les garder.
begin-button = Commencer
begin-limit = Envoi le plus gros : { $max }.

## Écrire (avec et sans script)

codename-heading = Votre nom de code : douze mots
codename-why = Ils servent à une réponse : une version prochaine de cette page vous la montrera quand vous les taperez. Aucune réponse n’est encore possible : vous pouvez vous passer de les garder. Gardés, ils peuvent être trouvés, et qui les trouve peut se faire passer pour vous.
codename-hand = Pour les garder : à la main, sur papier, dans cet ordre. Ni imprimante, ni téléphone, ni photo. Personne ne pourra vous les redonner.
codename-destroy = Pour les détruire : brûlez le papier, ou trempez-le et réduisez-le en pâte ; de même la feuille du dessous, que le stylo a marquée.
codename-server = JavaScript est désactivé : le serveur a fait ces mots et vous les a envoyés ; qui le tient en ce moment peut donc les connaître.
codename-beforehand = Vous avez scellé à l’avance avec la page hors ligne ? Ses mots sont les vôtres ; ceux-ci ne vous servent à rien.
codename-other = Ce que vous envoyez a été scellé à l’avance. Si c’était avec la page hors ligne, ses mots sont les vôtres ; il ne vous en faut pas d’autres.
codename-label = Votre nom de code
codename-hide = Cacher les mots pendant que j’écris

message-heading = Votre message
message-label = Message
message-hint = Ce que c’est, comment vous le savez, ce qu’il ne faut pas publier. Rien qui vous nomme, à moins de l’avoir décidé.
files-heading = Vos fichiers
files-label = Fichiers
files-add = Ajouter des fichiers…
files-more-label = D’autres fichiers, d’un autre dossier
files-third-label = Et d’autres encore
files-hint = De toute sorte, au plus 4 096 fichiers. Leurs noms sont scellés aussi. Déjà scellé avec age ou GnuPG ? Ajoutez-le comme les autres.
files-largest = En tout, au plus { $max }.
send-button = Sceller et envoyer

## Sans script

form-title = Votre envoi
form-heading = Votre envoi
form-tab = L’envoi ouvre un second onglet, qui reste blanc jusqu’à ce que tout soit arrivé : un gros fichier par Tor peut prendre une heure. Gardez cet onglet-ci, et laissez les deux en paix jusqu’à ce que le second dise que c’est arrivé.
form-server = Scellé par le serveur : votre envoi passe en clair dans sa mémoire, jamais sur son disque.
receipt-heading = Est-ce arrivé ?
receipt-why = Si le second onglet montre une erreur, ou rien pendant longtemps, demandez. Si ce n’est pas arrivé, renvoyez depuis cet onglet : deux fois ne fait pas de mal, la rédaction voit que c’est le même envoi.
receipt-button = Demander si c’est arrivé

confirmation-title = C’est arrivé
confirmation-heading = C’est arrivé, scellé.
confirmation-what = C’est en lieu sûr, et seules les clés de la rédaction l’ouvrent.
confirmation-message = { $message ->
    [yes] Avec un message.
    [sealed] Avec un message déjà scellé. Le serveur n’a pas pu lire ce qui est scellé, ni vérifier que c’est pour cette rédaction.
   *[no] Sans message.
}
confirmation-files = { $files ->
    [0] Aucun fichier.
    [one] Un fichier.
   *[other] { $files } fichiers.
}
confirmation-age = { $age ->
    [one] Un fichier était déjà scellé avec age. Le serveur n’a pas pu lire ce qui est scellé, ni vérifier que c’est pour cette rédaction.
   *[other] { $age } fichiers étaient déjà scellés avec age. Le serveur n’a pas pu lire ce qui est scellé, ni vérifier que c’est pour cette rédaction.
}
confirmation-openpgp = { $openpgp ->
    [one] Un fichier était déjà chiffré avec OpenPGP. Le serveur n’a pas pu lire ce qui est chiffré, ni vérifier que c’est pour cette rédaction.
   *[other] { $openpgp } fichiers étaient déjà chiffrés avec OpenPGP. Le serveur n’a pas pu lire ce qui est chiffré, ni vérifier que c’est pour cette rédaction.
}
confirmation-spoiled = { $spoiled ->
    [one] Un fichier avait été scellé, puis un programme l’a coupé ou modifié (le « > » d’un terminal Windows le fait) : il ne s’ouvrira pour personne. Scellez-le de nouveau, avec -o et un nom de fichier, et renvoyez-le.
   *[other] { $spoiled } fichiers avaient été scellés, puis un programme les a coupés ou modifiés (le « > » d’un terminal Windows le fait) : ils ne s’ouvriront pour personne. Scellez-les de nouveau, avec -o et un nom de fichier, et renvoyez-les.
}
confirmation-unsealed = { $unsealed ->
    [one] Un fichier n’a pas été reconnu comme scellé à l’avance. Une signature seule ne scelle pas.
   *[other] { $unsealed } fichiers n’ont pas été reconnus comme scellés à l’avance. Une signature seule ne scelle pas.
}
confirmation-plain-all = Rien n’y a été reconnu comme scellé à l’avance : votre envoi est passé en clair dans la mémoire de ce serveur le temps d’être scellé, et en a été effacé.
confirmation-plain-rest = Le reste est passé en clair dans la mémoire de ce serveur le temps d’être scellé, et en a été effacé.
next-heading = Maintenant
next-words = Si vous gardez vos douze mots, vérifiez que vous les relisez et cachez le papier. Sinon, détruisez-le.
next-downloads = Supprimez ce que vous avez enregistré pour cet envoi, et videz la corbeille : la page hors ligne, les fichiers scellés, les clés de la rédaction.
next-close = Fermez le navigateur Tor, toutes ses fenêtres.
next-silence = Ne revenez pas pour voir. Cette page ne porte pas encore de réponses ; la version qui en portera vous demandera vos mots.

receipt-title = Est-ce arrivé ?
receipt-arrived-heading = Oui, c’est arrivé.
receipt-arrived-why = C’est en lieu sûr, scellé. Inutile de renvoyer.
receipt-absent-heading = Ce n’est pas ici.
receipt-absent-why = Ce n’est pas arrivé entier, ou bien la rédaction l’a retiré puis effacé depuis. Si vous venez de l’envoyer et que l’autre onglet charge encore, attendez. Sinon, revenez à l’onglet de votre nom de code et renvoyez : deux fois ne fait pas de mal.

## Refus

refusal-malformed-title = C’est illisible
refusal-malformed-why = Ce qui est arrivé était coupé, ou n’est pas ce qu’envoie le formulaire. Rien n’en a été gardé.
refusal-malformed-do = Recommencez depuis la première page. Vous aurez un nouveau nom de code ; l’ancien ne vaut rien sans envoi.
refusal-not-found-title = Rien ici
refusal-not-found-why = Il n’y a pas de page à cette adresse.
refusal-not-found-do = Allez à la première page.
refusal-too-slow-title = C’était trop long
refusal-too-slow-why = Plus rien n’arrivait, et le serveur a cessé d’attendre. Rien n’a été gardé.
refusal-too-slow-do = Revenez à l’onglet de vos douze mots et renvoyez : ils restent les mêmes. « Nouveau circuit Tor pour ce site », dans le menu du navigateur Tor, aide souvent ; des fichiers moins nombreux ou moins gros aussi.
refusal-too-large-title = Trop gros
refusal-too-large-why = Un fichier, ou tous ensemble, dépassent les { $max } que le dépôt accepte en une fois. Rien n’en a été gardé.
refusal-too-large-do = Plusieurs fichiers : faites plusieurs envois. Un seul fichier, trop gros à lui seul : découpez-le (7-Zip : « Découper en volumes » ; Linux et macOS : split -b) et envoyez chaque morceau à part. Dites dans chaque message quel morceau c’est, et sur combien. Chaque envoi a son propre nom de code.
refusal-empty-title = Rien n’a été écrit ni joint
refusal-empty-why = Le formulaire est arrivé sans message et sans fichier. Rien n’a été gardé, et la rédaction n’en voit rien.
refusal-empty-do = Fermez cet onglet et revenez à celui de vos douze mots : ils restent les mêmes. Écrivez un message ou ajoutez un fichier, puis envoyez.
refusal-message-too-long-title = Le message est trop long
refusal-message-too-long-why = Un message contient au plus 1 Mio de texte, quelque 500 pages. Rien n’en a été gardé.
refusal-message-too-long-do = Fermez cet onglet et revenez à celui de vos douze mots : ils restent les mêmes. Enregistrez le texte dans un fichier, ajoutez ce fichier à la place, et renvoyez.
refusal-too-many-files-title = Trop de fichiers
refusal-too-many-files-why = Un envoi contient au plus 4 096 fichiers. Rien n’en a été gardé.
refusal-too-many-files-do = Fermez cet onglet et revenez à celui de vos douze mots : ils restent les mêmes. Réunissez des fichiers dans une archive (un ZIP), ajoutez-la à la place, et renvoyez.
refusal-unavailable-title = Pas maintenant
refusal-unavailable-why = Le dépôt ne peut pas recevoir cela en ce moment. Rien n’a été gardé.
refusal-unavailable-do = Attendez quelques minutes, puis réessayez. Rien ne cloche de votre côté.
refusal-full-title = Plus de place
refusal-full-why = Le dépôt est plein jusqu’à ce que la rédaction ait retiré ce qui attend. Rien de vous n’a été gardé.
refusal-full-do = Revenez dans quelques jours. D’ici là, gardez vos documents en lieu sûr.

## Les clés de la rédaction

keys-title = Les clés de la rédaction
keys-heading = Les clés de la rédaction
keys-lead = Chiffrez pour toutes, afin que chaque membre de la rédaction puisse lire. Envoyez ensuite le fichier chiffré comme tout autre, avec ou sans message.
keys-sign = Ne signez pas.
keys-sign-why = Une signature nomme qui l’a faite, et ne scelle rien.
keys-where = Enregistrez les fichiers dans le dossier de votre document, et ouvrez-y un terminal. Les commandes ci-dessous marchent telles quelles ; document.pdf est le nom du vôtre. Quand ce que vous avez scellé est arrivé, supprimez ce que vous avez enregistré et produit ici, et videz la corbeille.
keys-age-heading = Avec age
keys-age-how = Il faut la version 1.3 ou plus récente : « age --version » la dit. Debian 12 a la 1.1.1, qui ne sait pas se servir de ces clés ; age-encryption.org en a une plus récente. Il résiste à un ordinateur du futur.
keys-age-save = Enregistrer editors.txt
keys-gpg-heading = Avec GnuPG
keys-gpg-how = Version 2.2 ou plus récente. Il ne résiste pas à un ordinateur du futur ; age, si. Ces commandes font un trousseau à part, editors.kbx, à supprimer aussi : le vôtre reste tel quel.
keys-gpg-save = Enregistrer editors.asc
keys-check-heading = Sont-ce les bonnes clés ?
keys-check = Elles viennent de ce serveur. Leur empreinte, à comparer avec celle que la rédaction publie ailleurs, si elle le fait :
keys-check-how = Les fichiers que vous avez enregistrés l’ont quand cette commande commence par les mêmes chiffres :

## La page hors ligne

offline-title = Sceller hors ligne
offline-heading = Scellez ici, sans réseau.
offline-lead = Cette page tient en un seul fichier. Elle n’a besoin d’aucune connexion et n’en fait aucune. Coupez le réseau, écrivez, ajoutez des fichiers : elle enregistre un fichier scellé que seule la rédaction peut ouvrir ({ $desk }).
offline-active = Scellé sur cette machine, hors ligne
offline-active-why = Tout se passe dans cette page. Elle ne peut rien envoyer nulle part.
offline-noscript = Cette page a besoin de JavaScript et d’un navigateur récent. Activez JavaScript pour cette page seulement, sans réseau ; ou chiffrez avec age ou GnuPG.
offline-progress-heading = Scellement
offline-progress-why = Gardez cette page ouverte.
offline-button = Sceller dans un fichier
offline-done-heading = Scellé, pas encore envoyé.
offline-done-why = Enregistrez le fichier, portez-le au navigateur Tor, et envoyez-le depuis la page du dépôt comme tout autre fichier. Elle montre aussi douze mots : vous n’en avez pas besoin, ceux de cette page-ci sont les vôtres.
offline-done-where = Il s’enregistre sous sealed.age, dans le dossier de vos téléchargements. Quand la page du dépôt dit que c’est arrivé, supprimez-le ainsi que cette page, et videz la corbeille.
offline-save = Enregistrer le fichier scellé
offline-expires = Les clés de la rédaction contenues dans cette page valent jusqu’au { $day }.
offline-delete = Cette page se trouve dans le dossier de vos téléchargements, sous sourdine-offline-fr.html. Supprimez-la quand ce que vous avez scellé est arrivé, et videz la corbeille.

## Ce que dit le script

script-preparing = Préparation…
script-file-remove = Retirer { $name }
script-files-total = Fichiers : { $count } · { $size }
script-units = o Kio Mio Gio
script-empty = Écrivez d’abord un message ou ajoutez un fichier.
script-message-long = Le message est trop long : mettez-le dans un fichier.
script-too-many = Trop de fichiers : réunissez-en dans une archive.
script-too-large = Trop gros : en tout, au plus { $max }.
script-file-too-large = Trop gros : un fichier dépasse à lui seul { $max }. Découpez-le (7-Zip : « Découper en volumes » ; Linux et macOS : split -b) et envoyez chaque morceau à part. Dites dans chaque message quel morceau c’est.
script-file-sealed = Déjà scellé
script-file-spoiled = Ce fichier a été scellé, puis coupé ou modifié par un programme : il ne s’ouvrira pour personne. Scellez-le de nouveau, avec -o et un nom de fichier, et ajoutez celui-là à la place.
script-with-message = Avec un message.
script-no-message = Sans message.
script-no-file = Aucun fichier.
script-files-age = Déjà scellés avec age : { $count }
script-files-openpgp = Déjà chiffrés avec OpenPGP : { $count }
script-files-spoiled = Scellés, puis coupés ou modifiés par un programme, si bien qu’ils ne s’ouvriront pour personne : { $count }
script-sent = { $percent } % envoyés : { $done } sur { $size }
script-sent-again = Le serveur a redémarré. Le début est renvoyé : { $done } sur { $size }
script-sealed = { $percent } % scellés : { $done } sur { $size }
script-left = encore { $minutes } min environ
script-left-soon = moins d’une minute encore
script-progress-heading = Scellement et envoi
script-progress-label = Avancement
script-progress-why = Gardez cette page ouverte. Si la connexion est coupée, l’envoi reprend de lui-même là où il s’est arrêté ; si le serveur a redémarré entre-temps, depuis le début.
script-waiting = La connexion est coupée. Nouvel essai dans { $seconds } s…
script-resuming = Connexion retrouvée. L’envoi reprend : { $done } sur { $size } sont arrivés.
script-restarting = Le serveur a redémarré et oublié le début. Tout est scellé à neuf et renvoyé…
script-finishing = Tout est parti. En attente : que le serveur dise que c’est en lieu sûr…
script-cancel = Arrêter
script-done-heading = C’est arrivé, scellé.
script-done-why = Le serveur l’a mis en lieu sûr, et ne peut pas l’ouvrir. Seule la rédaction le peut.
script-unconfirmed-heading = Pas confirmé
script-unconfirmed-why = La connexion est perdue, et le serveur n’a pas dit que tout était en lieu sûr. C’est peut-être arrivé, peut-être pas. Réessayez : si c’était arrivé, la rédaction verra que c’est le même envoi. D’ici là rien n’est perdu tant que cette page reste ouverte.
script-unconfirmed-retry = Réessayer
script-failed-heading = Ce n’est pas parti
script-failed-file = Un des fichiers n’a pas pu être lu : il a été modifié, déplacé ou supprimé. Ajoutez-le de nouveau.
script-failed-roster = Les clés de la rédaction ont expiré ou sont inutilisables, et rien n’a été envoyé. Revenez dans quelques jours.
script-failed-large = Le serveur dit que c’est trop gros. Rien n’en a été gardé.
script-failed-full = Le dépôt est plein jusqu’à ce que la rédaction ait retiré ce qui attend. Rien de vous n’a été gardé. Revenez dans quelques jours.
script-failed-refused = Le serveur l’a refusé, et rien n’a été gardé. Rechargez la page et recommencez.
script-failed-sealing = Ce navigateur n’a pas pu sceller, et rien n’a été envoyé.
script-failed-cancelled = Arrêté. Ce qui était déjà parti sera effacé. Si tout venait d’arriver, la rédaction le recevra quand même.
script-failed-back = Revenir au formulaire
