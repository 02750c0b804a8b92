from coffeecop.topics.assigning import Assigner, Text, TopicText

PARKING = TopicText(3, ("Parking", "Estacionamiento"), (), ("parked", "estacionado"))
DOGS = TopicText(8, ("Dogs", "Perros"), (), ("dog", "perro"))


def test_a_text_is_given_the_topic_that_it_is_about():
    shares = Assigner([PARKING, DOGS]).probabilities([Text("A dog barks."), Text("Parked cars")])

    assert shares.shape == (2, 2)
    assert shares[0, 1] > shares[0, 0]
    assert shares[1, 0] > shares[1, 1]
