using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Queries;

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
}
