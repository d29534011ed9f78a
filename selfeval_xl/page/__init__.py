"""The page 绩效自评.html: the engine inside a browser, asked for one action at a time.

``answering.answer`` is all that the page's worker calls; ``actions.ACTIONS`` is the table of what can be asked for.
"""
