"""Turn values into what people see: shields, badge art, comments; nothing here writes."""
