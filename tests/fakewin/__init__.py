"""xlwings' own unmodified Windows engine, run over a made-up COM: test equipment for the room ``excel``.

``excel`` and ``cells`` are the made-up Excel: plain objects of ``com.ComObject``, whose public names are its members,
of which METHODS take arguments.  They know nothing of how they are called: ``com.CDispatch`` shows them within one
process; a server could show them to another over real COM with the same five functions (``com.has``, ``get``, ``put``,
``call``, ``each``), wrapping every ComObject that comes out and unwrapping what goes in.  ``windows`` makes up pywin32
for the one process, ``desk`` puts a sample on the table, ``line`` is what the VBA of the add-in starts for a click.
"""
