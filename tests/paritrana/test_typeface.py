from paritrana.typeface import named, unprinted


def test_letters_without_a_shape_on_paper_are_found():
    assert unprinted("Nur\u2019aini & “Dé”, 12 °C – 50 %") == ""
    assert unprinted("Kota \U0001f600 \u202eX\U0001f600") == "\U0001f600\u202e"
    assert named("\U0001f600\u202e") == "\U0001f600 U+202E"
