"""Reads every *.ini of a directory with configparser and writes NAME.out beside it:
hexadecimal "section key value" lines in order, or the single word "error"."""
import configparser
import os
import re
import sys


class OtherPercentIsLiteral(configparser.BasicInterpolation):
    def before_read(self, parser, section, option, value):
        return re.sub(r"%%|%\([^)]+\)s|%", lambda m: "%%" if m.group() == "%" else m.group(), value)


def read(path):
    parser = configparser.ConfigParser(interpolation=OtherPercentIsLiteral())
    parser.optionxform = str
    try:
        with open(path, encoding="utf-8-sig") as file:
            parser.read_file(file)
        return "".join(
            " ".join("x" + text.encode().hex() for text in (section, key, value)) + "\n"
            for section in parser.sections()
            for key, value in parser.items(section)
        )
    except (configparser.Error, UnicodeDecodeError):
        return "error"


for name in os.listdir(sys.argv[1]):
    if name.endswith(".ini"):
        path = os.path.join(sys.argv[1], name)
        with open(path[:-4] + ".out", "w", encoding="ascii") as out:
            out.write(read(path))
