"""Documents that LibreOffice writes."""
import os
import re
import subprocess
import tempfile

from common import exiftool, pages

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "documents", "office")
OF_TEXT = "Observatoire Deliberation premiere du conseil Vote favorable obtenu mardi Debut jointure Cameras premieres " \
    "Drones seconds Carnaval Deplacement final Signe ensemble Note bas Conclusion Precision utile Feuillet"
OF_SHEET = "Depenses Poste Montant Annee Cameras 18893 Budget Drones 42 Recettes Subvention"
OF_SLIDES = "Surveillance algorithmique Experimentation"
OF_DRAWING = "Perimetre Promenade"
SENTENCES = [
    "Le conseil municipal a vote la pose de cameras dans les rues du centre et pres des ecoles de la commune.",
    "Le maire explique que la depense sera partagee entre la ville et la region pendant quatre annees.",
    "Une association demande que les images soient effacees apres trente jours et que personne ne les copie.",
    "Le prefet rappelle que la loi limite ce qui peut etre filme et impose une affiche a chaque entree.",
    "Les habitants ont pose plusieurs questions sur le cout des drones et sur le choix du fournisseur.",
    "La commission rendra son avis avant la fin du printemps et le publiera dans le bulletin de la ville.",
]


def source(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


def prose(text):
    """The text with two pages of prose in 11 points instead of what it had, and what a page shows of it."""
    begin, end = text.index("<text:p", text.index("</text:tracked-changes>")), text.index("</office:text>")
    many = [" ".join(SENTENCES[(n + m) % 6] for m in range(4)) for n in range(12)]
    body = "".join(f"<text:p>{one}</text:p>" for one in many)
    text = text[:begin] + body + text[end:]
    # Nothing but prose: what stands on each page would be read between.
    text = re.sub(r"<style:header>.*?</style:header><style:footer>.*?</style:footer>", "", text, flags=re.S)
    return text.replace('fo:font-size="12pt"', 'fo:font-size="11pt"'), " ".join(many)


def for_word(text):
    """Without what LibreOffice itself turns into plain text as it writes for Word."""
    text = re.sub(r"<text:section.*?</text:section>", "", text, count=1, flags=re.S)
    return text.replace("<text:sender-email>MARKsender</text:sender-email>", "")


def converted(text, extension, targets):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, f"a.{extension}"), "w") as file:
            file.write(text)
        for target in targets:
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", target, f"a.{extension}"],
                           cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with open(os.path.join(folder, f"a.{target}"), "rb") as file:
                yield target, file.read()


def files():
    text, sheet, slides, drawing = (source(name) for name in ["text.fodt", "sheet.fods", "slides.fodp", "drawing.fodg"])
    kinds = {"ott": "odt", "docm": "docx", "dotx": "docx", "dot": "doc", "ots": "ods", "xltx": "xlsx", "xlt": "xls",
             "otp": "odp", "potx": "pptx", "pot": "ppt", "otg": "odg"}
    for name, made, targets, words, count in [
        ("text", text, ["odt", "ott"], OF_TEXT, None), ("word", for_word(text), ["docx", "docm", "dotx", "doc", "dot", "rtf"], OF_TEXT, None),
        ("sheet", sheet, ["ods", "ots", "xlsx", "xltx", "xls", "xlt"], OF_SHEET, None),
        ("slides", slides, ["odp", "otp", "pptx", "potx", "ppt", "pot"], OF_SLIDES, None),
        ("drawing", drawing, ["odg", "otg"], OF_DRAWING, None),
    ]:
        for target, contents in converted(made, {"sheet": "fods", "slides": "fodp", "drawing": "fodg"}.get(name, "fodt"), targets):
            yield f"{name}.{target}", contents, pages(kinds.get(target, target), words, count)
    made, words = prose(for_word(text))
    for target, contents in converted(made, "fodt", ["odt", "docx", "doc", "rtf", "pdf"]):
        if target == "pdf":
            contents = exiftool(contents, "pdf", "Author=MARKauthor", "XMP-dc:Creator=MARKcreator")
        yield f"prose.{target}", contents, pages(target, words, 2, 95)
