"""What else one could do, and what each rule costs: the choices beside a plan, as tables and figures."""
