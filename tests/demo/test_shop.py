from __future__ import annotations

from mmdesk.demo.shop import own_environment


def test_the_real_database_and_the_real_secrets_stay_out_of_reach() -> None:
    real = {
        "PATH": "/usr/bin",
        "MMDESK_DATABASE_URL": "postgresql://desk.example.org/shop",
        "MMDESK_HTTP": "127.0.0.1:8480",
        "MMDESK_SECRETS": "env",
        "MMDESK_SECRET_SHOP_MM_TOKEN": "the real one",
        "MMDESK_LANG": "en",
    }
    own = own_environment(real)
    assert own == {"PATH": "/usr/bin", "MMDESK_SECRETS": "file", "MMDESK_LANG": "en"}
