"""app.py between the two halves of wsgiref.validate: whatever the server or the application does wrong is an error."""

import os
import sys
import warnings
from wsgiref.validate import validator

warnings.simplefilter("error")
sys.path.insert(0, os.path.dirname(__file__))

from app import application as unchecked

application = validator(unchecked)
