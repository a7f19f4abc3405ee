"""What all makers share."""
import os
import subprocess
import tempfile

WORDS = "Deliberation du conseil Cameras premieres Vote favorable"


def run(*arguments, **options):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def by(contents, extension, *command):
    """What a program makes of a file in its place: it is named where the command has FILE."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"a.{extension}")
        with open(path, "wb") as file:
            file.write(contents)
        run(*[path if word == "FILE" else word for word in command], cwd=folder)
        with open(path, "rb") as file:
            return file.read()


def exiftool(contents, extension, *tags):
    return by(contents, extension, "exiftool", "-q", "-m", "-overwrite_original", *[f"-{tag}" for tag in tags], "FILE")


def pages(kind, words=WORDS, count=1, share=100):
    return {"kind": kind, "shape": "pages", "words": words, "count": count, "share": share}


def picture(kind, width, height, words=WORDS):
    return {"kind": kind, "shape": "picture", "words": words, "width": width, "height": height, "share": 100, "count": 1}
