"""What the pointer can do on the photo: paint, erase and select what is to be filled."""
