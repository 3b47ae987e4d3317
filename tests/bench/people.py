"""Who is asked, and which requests the goals speak of."""

# How each of them is called in the tables; those of the crowd see what the names say.
PEOPLE = {
    "tina": "rep, 40 leads",
    "max": "rep, 5,000 leads",
    "stan": "rep, oldest leads",
    "helen": "manager of 200",
    "pat": "partner",
    "admin": "administrator",
}
FLOOR = "empty list (floor)"
# What the tables call a view's first page, and its slug.
FIRST_PAGES = {"all": "all", "my open": "my-open", "public pool": "public-pool"}
LOOKING_CLOSER = ("max", "admin")  # who filters and searches too
