"""Fitting the learned model and holding it to account; needs scikit-learn, unlike using it."""
