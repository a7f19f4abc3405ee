"""Documents that use up all the processor time that they are given."""
from pages import page, stream
from pictures import svg


def files(url, secret):
    form = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]"
    inside = [stream("/F Do /F Do", f"{form}/Resources<</XObject<</F {n} 0 R>>>>") for n in range(6, 46)]
    yield "doubled.pdf", page("/F Do", "/Resources<</XObject<</F 5 0 R>>>>", [*inside, stream("0 0 9 9 re f", form)])
    blur = "<filter id='f' x='-1e6' y='-1e6' width='1e7' height='1e7'><feGaussianBlur stdDeviation='1e6'/><feTurbulence numOctaves='1000000'/></filter>"
    yield "filter.svg", svg(f"{blur}<rect width='90' height='90' filter='url(#f)'/>")
