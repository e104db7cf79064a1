"""Pure computation: frames and frozen values in, frames and values out."""
