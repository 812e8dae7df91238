"""This file is about the front door of percentiles: from which rows they are told, and how from histogram rows."""
