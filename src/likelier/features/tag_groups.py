"""ImageNet's 1,000 classes in groups that matter on a social network, by their places in the usual list.

What is named nowhere is an ``object``. The animals, food, landscapes and plants of the list stand together; its things
are in the order of the alphabet, so that groups of them are lists of single places.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

CLASSES = 1000
REST = "object"

GROUPS = {
    "dog": "151-268",
    "cat": "281-285",
    "mammal": "101-106 147-150 269-280 286-299 330-388",
    "bird": "7-24 80-100 127-146",
    "fish": "0-6 389-397",
    "reptile": "25-68",  # and amphibians
    "insect": "69-79 107-126 300-329",  # and all without a backbone
    "food": "923-957 959-965 987",
    "drink": "440 441 503-505 550 572 725 737 849 898 899 901 907 966-969",
    "nature": "958 970-980",
    "plant": "738 984-986 988-998",
    "building": "425 437 442 449 460 483 489 497 500 525 536 538 562 580 649 660 663 668 682 698 706 716 718 727 "
    "743 821 825 832 839 853 858 863 873 884 888 900 912 915 919 920",
    "room": "423 431 435 453 493 495 516 520 526 532 548 553 559 564 598 619 624 648 703 721 741 750 753 765 789 "
    "794 799 831 846 854 857 861 876 892 894 896 904 905",
    "shop": "415 424 454 467 509 582 762 788 860 865",
    "kitchen": "469 473 499 512 521 533 534 544 567 618 647 651 659 666 729 760 766 809 813 827 828 859 868 883 "
    "891 909 910",
    "clothes": "399 400 411 433 439 443 445 451 452 457 459 465 474 496 501 502 514 515 529 552 568 578 601 608 "
    "610 614 617 630 638 639 652 655 658 667 689 697 715 735 770 774 775 793 806 808 824 834 841 842 869 887 903 "
    "906 982",
    "accessory": "414 464 531 551 584 585 591 629 631 636 679 711 748 836-838 879 893",  # and cosmetics
    "vehicle": "407 408 436 444 466 468 475 479 511 535 547 555 565 569 573 575 581 586 603 609 612 627 654 656 "
    "661 665 670 671 675 685 690 705 717 734 751 757 779 802 803 817 820 829 864 866 867 870 874 880",
    "boat": "403 472 484 510 554 576 625 628 724 780 814 833 871 913 914",
    "aircraft": "404 405 417 701 812 895 908",
    "sport": "416 422 429 430 450 456 518 522 543 560 574 602 615 693 702 722 736 746 747 752 768 795 801 805 852 "
    "890 981 983",
    "music": "401 402 420 432 486 494 513 541 542 546 558 566 577 579 593 594 632 641 642 650 683 684 687 699 714 "
    "776 819 822 875 881 889",
    "electronics": "481 482 485 487 508 527 528 590 592 605 613 620 622 662 664 673 681 707 713 732 742 745 754 "
    "759 761 782 810 848 851 872 878",
    "print": "446 549 692 781 916-918 921 922",  # and screens of text
    "weapon": "413 471 597 657 744 763 764 847",
}
NAMES = (*GROUPS, REST)


@cache
def group_of() -> NDArray[np.intp]:
    """For each class the place of its group in `NAMES`; shape (1000,)."""
    places = np.full(CLASSES, len(GROUPS))
    for number, ranges in enumerate(GROUPS.values()):
        for one in ranges.split():
            first, _, last = one.partition("-")
            places[int(first) : int(last or first) + 1] = number
    return places
