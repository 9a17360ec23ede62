"""The texts: they load or say why not, they are fit for a tired reader, they can be looked at."""
