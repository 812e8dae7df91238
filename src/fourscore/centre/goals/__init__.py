"""This file is about goals with guards of one centre: judged, planned, and tried before they are written."""
