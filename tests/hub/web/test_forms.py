"""What nobody types by hand, in forms that anybody can send."""

import time

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_marks_piled_up_on_a_letter_are_refused_at_once(visitor: httpx.AsyncClient) -> None:
    began = time.process_time()
    answer = await visitor.post("/sign-in", files={"email": (None, "a" + "\u0301\u0316" * 100_000)})
    assert answer.status_code == 422
    assert time.process_time() - began < 5
    answer = await visitor.post("/sign-in", data={"email": "z\u0301\u0316" + "\u0301" * 40 + "@guests.example"})
    assert "auf einem Buchstaben stapeln" in answer.text
