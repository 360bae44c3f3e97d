"""What stands between the network and the faces: one ASGI application, and all that is kept at its door.

guard.py       who may come in, how much, how long, and what browsers are told
visits.py      who asks: address, key (keys.py), browser; what they may, how often (limits.py), tokens of forms
app.py         the application put together; options.py what it was asked, metrics.py what it counts
shelf.py       the open index, to read; writing.py opens it to write, for as long as that takes
following.py   the search index, taken along with what others write, in a process of its own
desk.py        what the faces ask of all this
uploads.py     documents handed in, put aside; ingesting.py takes them into the index, in a process of its own
"""
