"""How large an image may be, and the error for a file that cannot be shown as one.

Apart from `image_files`, which reads files and needs Pillow for that.
"""

SIDE_MAX = 30_000
"""Longest side of an image, in pixels: no photograph is larger, and GraphQL's Int has 32 bits."""
PIXELS_MAX = 100_000_000
"""Decoded, such an image takes 400 MB; cameras have less."""
FRAMES_PIXELS_MAX = 500_000_000
"""Of all frames of an animation together: browsers decode every one."""


class UnsupportedImageError(ValueError):
    """The file is not an image that can be shown. The message says why, in a sentence."""


def is_plausible_size(width: object, height: object) -> bool:
    """Whether an image can have this size."""
    return all(isinstance(side, int) and 0 < side <= SIDE_MAX for side in (width, height))
