"""Real browsers, driven without a window: the page is opened from the disk and used as a person would use it.

Chromium speaks the DevTools protocol, Firefox WebDriver BiDi; both over a web socket on this machine.
"""
