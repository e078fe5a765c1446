"""The board of a call: who answers, what they plan, what they lack. For those who look after the call."""
