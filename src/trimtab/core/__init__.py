"""What things are: frozen values of the trade, standard library only."""
