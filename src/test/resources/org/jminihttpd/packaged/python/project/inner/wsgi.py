import sys
import neighbour


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    lines = [neighbour.NAME, sys.path[0], __name__, __file__, str("__main__" in sys.modules)]
    return ["\n".join(lines).encode()]
