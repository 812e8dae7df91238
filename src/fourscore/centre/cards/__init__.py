"""This file is about scorecards of an open centre: whose they are, their baselines, what stands behind them."""
