"""What an emulated Azure holds when it is new: data files, and the code that plants them."""
