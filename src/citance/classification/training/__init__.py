"""Labelled statements → an artefact the trained classifier opens. Nothing at run time imports this."""
