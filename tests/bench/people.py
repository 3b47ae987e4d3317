"""Who is asked, and which requests the goals speak of."""

# How each of them is called in the tables; those of the crowd see what the names say.
PEOPLE = {
    "tina": "rep, 40 leads",
    "max": "rep, 5,000 leads",
    "stan": "rep, oldest leads",
    "helen": "manager of 200",
    "dora": "department head, 500 people",
    "quentin": "50 sharing rules, 1,500 owners",
    "mona": "marketer, campaign leads only",
    "pat": "partner",
    "admin": "administrator",
}
ADMINISTRATOR = "admin"
FLOOR = "empty list (floor)"
# What the tables call a view's first page, and its slug.
FIRST_PAGES = {"all": "all", "my open": "my-open", "public pool": "public-pool"}
ONLY_ALL = ("pat", "mona")  # have neither leads of their own nor a pool
LOOKING_CLOSER = ("max", "admin")  # who filters and searches too
