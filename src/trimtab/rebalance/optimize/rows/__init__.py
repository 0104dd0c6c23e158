"""The rows and columns of the program: a module for each kind of rule or price."""
