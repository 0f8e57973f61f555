"""The fact-check binder: what stands behind an article, to be printed and handed on.

Made anew for each reader: for the editor, for the lawyer, and for somebody outside the house. What
is printed leaves the desk and is passed on, so it never says more of a confidential source than a
member of the house may read who does not know it: whoever does looks at the desk.
"""
