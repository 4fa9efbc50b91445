"""bakhsh (بخش): customer segmentation that closes the circle.

    import bakhsh
    shop = bakhsh.open("shop/")
    shop.run(as_of="2011-12-01")
    shop.members("value").to_pandas()

Names are resolved when first used, so that `import bakhsh` loads no engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bakhsh.errors import BakhshError
    from bakhsh.workspace import Workspace, measure_file, new
    from bakhsh.workspace import open_folder as open  # noqa: A004

__all__ = ["BakhshError", "Workspace", "__version__", "measure_file", "new", "open"]
__version__ = "0.1.0"

_HOMES = {
    "BakhshError": ("bakhsh.errors", "BakhshError"),
    "Workspace": ("bakhsh.workspace", "Workspace"),
    "measure_file": ("bakhsh.workspace", "measure_file"),
    "new": ("bakhsh.workspace", "new"),
    "open": ("bakhsh.workspace", "open_folder"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'bakhsh' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
