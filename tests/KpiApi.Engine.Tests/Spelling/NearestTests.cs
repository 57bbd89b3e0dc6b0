using KpiApi.Engine.Spelling;

namespace KpiApi.Engine.Tests.Spelling;

public class NearestTests
{
    private static readonly string[] s_words = ["csat", "csat_score", "first_response_time", "nps"];

    [Theory]
    [InlineData("csat", "csat")]
    [InlineData("csta", "csat")]
    [InlineData("CSAT", "csat")]
    [InlineData("csat_scor", "csat_score")]
    [InlineData("frist_respons_time", "first_response_time")]
    [InlineData("bicycle", null)]
    [InlineData("", null)]
    public void Nearest_is_the_word_with_the_fewest_edits_or_none(string word, string? expected) => Assert.Equal(expected, Nearest.To(word, s_words));

    [Fact]
    public void Nearest_found_before_the_comparisons_are_used_up_stands()
    {
        var comparisons = 20;
        Assert.Equal("cart", Nearest.To("card", ["core", "cart", "core", "core", "card"], ref comparisons));
        Assert.InRange(comparisons, -16, 0);
    }

    [Fact]
    public void Nearest_of_two_as_near_is_the_first() => Assert.Equal("cat", Nearest.To("bat", ["cat", "rat"]));

    [Fact]
    public void Nearest_of_a_very_long_word_is_none() => Assert.Null(Nearest.To(new string('x', 300), [new string('x', 299)]));

    /// <summary>Against the whole table of the textbook, over short words of few letters.</summary>
    [Fact]
    public void Nearest_is_the_first_with_the_fewest_edits_of_the_textbook()
    {
        var random = new Random(1);
        for (var n = 0; n < 3000; n++)
        {
            string[] words = [.. Enumerable.Range(0, 9).Select(_ => Word(random))];
            var expected = words[1..].Where(w => Edits(words[0], w) <= Math.Max(2, w.Length / 3)).MinBy(w => Edits(words[0], w));
            Assert.Equal((words[0], expected), (words[0], Nearest.To(words[0], words[1..])));
        }
    }

    [Theory]
    [InlineData("acount999", "account999")]
    [InlineData("accounnt999", "account999")]
    [InlineData("accuont999", "account999")]
    [InlineData("account99x9", "account999")]
    [InlineData("Account999", "account999")]
    public void Words_one_edit_away_hold_the_one_that_was_meant(string word, string meant) => Assert.Contains(meant, Nearest.OneEditFrom(word));

    [Fact]
    public void Words_one_edit_away_are_one_edit_away() =>
        Assert.All(Nearest.OneEditFrom("Ab1"), word => Assert.InRange(Edits("Ab1", word), 0, word.Length == 3 ? 2 : 1));

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 13)).Select(_ => (char)('a' + random.Next(3))));

    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }
}
