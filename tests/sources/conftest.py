from tests.sources.fixtures import carla, cem, hanna, source

__all__ = ["carla", "cem", "hanna", "source"]
