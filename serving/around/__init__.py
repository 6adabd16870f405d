"""What stands around the routes: who may ask, how much, and with which headers the answers leave."""
