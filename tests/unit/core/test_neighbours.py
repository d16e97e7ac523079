"""The photos beside a photo."""

from __future__ import annotations

from pconv_studio.core.neighbours import neighbour, photos_beside


def make(folder, *names):
    for name in names:
        (folder / name).write_bytes(b"")
    return [folder / name for name in names]


def test_natural_order_of_photos_only(tmp_path):
    make(tmp_path, "IMG_10.jpg", "img_9.JPG", "IMG_1.png", "notes.txt", "a.tif")
    (tmp_path / "folder.jpg").mkdir()
    names = [path.name for path in photos_beside(tmp_path / "IMG_10.jpg")]
    assert names == ["a.tif", "IMG_1.png", "img_9.JPG", "IMG_10.jpg"]


def test_what_is_hidden_is_no_neighbour(tmp_path):
    # macOS lays such files beside photos on foreign disks.
    first, _, hidden = make(tmp_path, "1.jpg", "2.jpg", "._1.jpg")
    assert [path.name for path in photos_beside(first)] == ["1.jpg", "2.jpg"]
    # Opened all the same, it has its place.
    assert hidden in photos_beside(hidden)


def test_digits_that_are_no_decimal_ones(tmp_path):
    names = ["5²3.jpg", "2024①01.jpg", "٣.jpg", "½.jpg"]
    paths = make(tmp_path, *names)
    assert set(photos_beside(paths[0])) == set(paths)


def test_steps_end_at_the_ends(tmp_path):
    first, second = make(tmp_path, "1.jpg", "2.jpg")
    assert neighbour(first, 1) == second
    assert neighbour(second, -1) == first
    assert neighbour(first, -1) is None
    assert neighbour(second, 1) is None


def test_photos_chosen_together_come_before_the_folder(tmp_path):
    first, second, third = make(tmp_path, "1.jpg", "2.jpg", "3.jpg")
    assert neighbour(third, 1, [third, first]) == first
    assert neighbour(first, 1, [third, first]) is None
    assert neighbour(second, 1, [third, first]) == third


def test_photo_that_is_gone_is_alone(tmp_path):
    make(tmp_path, "1.jpg")
    gone = tmp_path / "2.jpg"
    assert photos_beside(gone) == [gone]
    assert photos_beside(tmp_path / "nowhere" / "x.jpg") == [tmp_path / "nowhere" / "x.jpg"]
    assert neighbour(gone, 1) is None
