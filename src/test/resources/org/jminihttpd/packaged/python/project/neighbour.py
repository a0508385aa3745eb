NAME = "a module of the project"
