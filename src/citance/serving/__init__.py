"""What stands between the network and the faces: one ASGI application, and all that is kept at its door.

`app.py` puts the application together, `shelf.py` holds the open index, `guard.py` decides who may come in and what is said
to the browser, `metrics.py` counts.
"""
