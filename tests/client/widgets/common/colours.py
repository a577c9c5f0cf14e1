"""Colours as people see them: contrast by WCAG 2, difference by CIELAB, and those of a widget."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

_WHITE = (0.9505, 1.0, 1.089)
"""CIE XYZ of D65."""
_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_SCALE = 3
_DEFICIENCIES = {
    "deuteranopia": ((0.29275, 0.70725, -0.02234), (0.29275, 0.70725, -0.02234), (-0.02234, 0.02234, 1.0)),
    "protanopia": ((0.11238, 0.88762, -0.00401), (0.11238, 0.88762, -0.00401), (0.00401, -0.00401, 1.0)),
}


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it."""
    light, dark = sorted((_xyz(one)[1], _xyz(other)[1]), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str) -> float:
    """The distance in CIELAB (CIE76): 2 can just be seen side by side, 30 is another colour."""
    pairs = zip(_lab(one), _lab(other), strict=True)
    return float(sum((first - second) ** 2 for first, second in pairs) ** 0.5)


def as_seen(colour: str, deficiency: str) -> str:
    """A colour as people see it who lack one kind of cones (Viénot, Brettel and Mollon 1999)."""
    linear = _linear(colour)
    rows = _DEFICIENCIES[deficiency]
    seen = [sum(part * value for part, value in zip(row, linear, strict=True)) for row in rows]
    return QColor.fromRgbF(*(_encoded(min(1.0, max(0.0, part))) for part in seen)).name()


def colours(widget: QWidget) -> set[str]:
    """The colours of all pixels of a widget, drawn so large that the thin strokes of any font have theirs."""
    image = QImage(widget.size() * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.fill(0)
    widget.render(image)
    return {QColor(pixel).name() for pixel in set(memoryview(image.constBits()).cast("I"))}


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _linear(colour: str) -> tuple[float, ...]:
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)


def _xyz(colour: str) -> tuple[float, ...]:
    linear = _linear(colour)
    return tuple(sum(part * value for part, value in zip(row, linear, strict=True)) for row in _XYZ)


def _lab(colour: str) -> tuple[float, float, float]:
    x, y, z = (_cube_root(part / white) for part, white in zip(_xyz(colour), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _cube_root(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
