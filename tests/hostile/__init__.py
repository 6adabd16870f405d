"""What no honest client sends: pictures, forms, content types and bytes on the wire, drawn with a fixed seed."""
