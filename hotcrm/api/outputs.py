"""How records are shown in JSON: relations by the names of `keys`, amounts as strings, nothing to be written."""

from rest_framework import serializers

from .keys import key_of


class Output(serializers.ModelSerializer):
    """A record. Picklists show their code and cost no query; users, pools and campaigns must be read along."""

    def build_standard_field(self, field_name, model_field):
        field_class, _kwargs = super().build_standard_field(field_name, model_field)
        kwargs = {name: kwarg for name, kwarg in _kwargs.items() if name in SAID}
        if issubclass(field_class, serializers.CharField):  # an e-mail may be empty: what is shown is a text
            field_class = serializers.CharField
        return field_class, {**kwargs, "read_only": True}

    def build_relational_field(self, field_name, relation_info):
        is_null = relation_info.model_field is not None and relation_info.model_field.null
        key = key_of(relation_info.related_model)
        if key == "pk":
            return serializers.PrimaryKeyRelatedField, {"read_only": True, "allow_null": is_null}
        return serializers.SlugRelatedField, {"read_only": True, "allow_null": is_null, "slug_field": key}


SAID = ("choices", "allow_blank", "max_digits", "decimal_places", "label", "help_text", "allow_null")
