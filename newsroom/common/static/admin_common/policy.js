// htmx would write a style into the page, and evaluate attributes: our policy forbids the one and we need neither.
htmx.config.includeIndicatorStyles = false;
