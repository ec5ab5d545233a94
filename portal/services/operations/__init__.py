"""Operations: their life from start to end, and the workers that carry them on."""
