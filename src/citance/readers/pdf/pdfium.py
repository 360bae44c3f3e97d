"""The functions of pdfium that we call, by plain ctypes; pointers are plain addresses.

A page takes 7 ms so, with the objects of pypdfium2 five times that. pdfium is not made for threads: its calls keep the
interpreter's lock (PyDLL).
"""

from __future__ import annotations

import ctypes
from functools import cache
from types import SimpleNamespace
from typing import Any

_P, _I, _U = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
_FUNCTIONS: dict[str, tuple[Any, ...]] = {  # what it gives, then what it takes; pointers as plain addresses
    "FPDF_InitLibrary": (None,),
    "FPDF_GetLastError": (ctypes.c_ulong,),
    "FPDF_LoadMemDocument64": (_P, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p),
    "FPDF_CloseDocument": (None, _P),
    "FPDF_GetPageCount": (_I, _P),
    "FPDF_GetMetaText": (ctypes.c_ulong, _P, ctypes.c_char_p, _P, ctypes.c_ulong),
    "FPDF_LoadPage": (_P, _P, _I),
    "FPDF_ClosePage": (None, _P),
    "FPDF_GetPageWidthF": (ctypes.c_float, _P),
    "FPDF_GetPageHeightF": (ctypes.c_float, _P),
    "FPDF_GetPageBoundingBox": (_I, _P, _P),
    "FPDFPage_GetRotation": (_I, _P),
    "FPDFText_LoadPage": (_P, _P),
    "FPDFText_ClosePage": (None, _P),
    "FPDFText_CountChars": (_I, _P),
    "FPDFText_GetText": (_I, _P, _I, _I, _P),
    "FPDFText_GetUnicode": (_U, _P, _I),
    "FPDFText_GetTextObject": (_P, _P, _I),
    "FPDFText_GetCharBox": (_I, _P, _I, _P, _P, _P, _P),
    "FPDFText_GetCharOrigin": (_I, _P, _I, _P, _P),
    "FPDFText_GetFontSize": (ctypes.c_double, _P, _I),
    "FPDFText_GetMatrix": (_I, _P, _I, _P),
    "FPDFTextObj_GetFont": (_P, _P),
    "FPDFTextObj_GetTextRenderMode": (_I, _P),
    "FPDFPage_CountObjects": (_I, _P),
    "FPDFPage_GetObject": (_P, _P, _I),
    "FPDFPageObj_GetType": (_I, _P),
    "FPDFPageObj_GetBounds": (_I, _P, _P, _P, _P, _P),
    "FPDFPageObj_GetFillColor": (_I, _P, _P, _P, _P, _P),
    "FPDFPath_GetDrawMode": (_I, _P, _P, _P),
    "FPDFFont_GetBaseFontName": (ctypes.c_size_t, _P, _P, ctypes.c_size_t),
    "FPDFFont_GetFlags": (_I, _P),
    "FPDFLink_Enumerate": (_I, _P, _P, _P),
    "FPDFLink_GetAnnotRect": (_I, _P, _P),
    "FPDFLink_GetDest": (_P, _P, _P),
    "FPDFLink_GetAction": (_P, _P),
    "FPDFAction_GetType": (ctypes.c_ulong, _P),
    "FPDFAction_GetDest": (_P, _P, _P),
    "FPDFAction_GetURIPath": (ctypes.c_ulong, _P, _P, _P, ctypes.c_ulong),
    "FPDFDest_GetDestPageIndex": (_I, _P, _P),
    "FPDFDest_GetView": (ctypes.c_ulong, _P, _P, _P),
    "FPDFDest_GetLocationInPage": (_I, _P, _P, _P, _P, _P, _P, _P),
}


@cache
def load_pdfium() -> Any:
    """The functions of pdfium that we call; the library is loaded with the first PDF."""
    from pypdfium2_raw import bindings

    library = ctypes.PyDLL(bindings._libs["pdfium"]._name)
    functions = {}
    for name, (gives, *takes) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
        functions[name] = function
    functions["FPDF_InitLibrary"]()
    return SimpleNamespace(**functions)
